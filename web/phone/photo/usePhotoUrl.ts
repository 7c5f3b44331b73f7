// Addresses of pictures for <img>: those kept on the phone, and the server's, which need the token and are kept for offline.

import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import type { Client } from '@/api/client'
import { useSession } from '@/phone/session'
import type { PictureBytes } from '@/photo/types'
import type { UserDatabase } from '../db/user'
import { opened } from './opened'

/** The small picture of a photo in the outbox. */
export function usePhotoUrl(sha256: MaybeRefOrGetter<string | null>): Readonly<ShallowRef<string | null>> {
  const { db } = useSession().here()
  return useUrl(sha256, async (hash) => (await db.thumbnails.get(hash)) ?? null)
}

/** The evidence itself, while it is still on the phone. */
export async function keptEvidence(db: UserDatabase, sha256: string): Promise<PictureBytes | null> {
  return (await db.photos.get(sha256)) ?? null
}

/** A picture of the server's, by its address: from the phone when it has it, else fetched and kept. Null while absent. */
export function usePicture(url: MaybeRefOrGetter<string | null>): Readonly<ShallowRef<string | null>> {
  const { db, client } = useSession().here()
  return useUrl(url, (address) => keptPicture(db, client, address))
}

/** To be shown: one that was fetched ahead counts as opened from now on. */
export async function keptPicture(db: UserDatabase, client: Client, url: string): Promise<PictureBytes> {
  const kept = await db.pictures.get(url)
  if (kept) {
    void opened(db, client, kept)
    return kept
  }
  const blob = await client.bytes(url)
  const row = { url, type: blob.type, bytes: await blob.arrayBuffer(), fetchedAt: Date.now(), opened: true }
  // A full phone shows the picture all the same, this once.
  await db.pictures.put(row).catch(() => undefined)
  return row
}

function useUrl(key: MaybeRefOrGetter<string | null>, load: (key: string) => Promise<PictureBytes | null>): Readonly<ShallowRef<string | null>> {
  const url = shallowRef<string | null>(null)
  let turn = 0
  let failed = false
  const release = () => {
    if (url.value) URL.revokeObjectURL(url.value)
    url.value = null
  }
  const follow = (wanted: string | null) => {
    const mine = ++turn
    failed = false
    release()
    if (!wanted) return
    load(wanted).then(
      (picture) => {
        if (picture && mine === turn) url.value = URL.createObjectURL(new Blob([picture.bytes], { type: picture.type }))
      },
      () => {
        if (mine === turn) failed = true
      },
    )
  }
  // What could not be had without network is asked for again.
  const backOnline = () => failed && follow(toValue(key))
  window.addEventListener('online', backOnline)
  // Only the key is followed: the address itself changes in here.
  watch(() => toValue(key), follow, { immediate: true })
  onScopeDispose(() => {
    window.removeEventListener('online', backOnline)
    turn++
    release()
  })
  return url
}
