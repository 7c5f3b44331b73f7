import type { photo as zh } from '../zh/photo'

export const photo: typeof zh = {
  title: 'Photos',
  fault: {
    not_a_picture: 'This is no photo, or of a kind that is not supported. Choose a JPG, PNG or WebP, or take a photo.',
    heic_unreadable: 'This browser cannot read HEIC photos. Take a photo here, or set the camera to “most compatible (JPG)” and take it again.',
    damaged: 'The photo is damaged or incomplete. Take it again or choose another one.',
    too_large: 'The photo has more pixels than this phone can hold. Lower the camera’s resolution and take it again.',
  },
}
