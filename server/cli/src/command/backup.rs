//! `xuncheng backup FILE` and `xuncheng restore FILE`: progress goes to standard error. A backup that found photos
//! missing is kept all the same, and the exit code is 2; a restore that is refused leaves nothing behind.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::backup;
use crate::place;
use crate::serving;
use app::clock::Clock;
use app::config::Config;

const SHOWN: usize = 10;

pub fn write(file: &Path, config: &Config) -> anyhow::Result<ExitCode> {
    let written = backup::backup(config, file, Clock::system().now(), &mut say)?;
    say(format!(
        "已备份 {} 个案件、{} 张照片到 {}，{} MB (backed up)",
        written.cases,
        written.photos,
        file.display(),
        written.bytes.div_ceil(1 << 20)
    ));
    say("签名密钥不在其中：恢复后所有人重新登录一次 (the signing key is not included)".into());
    if let Some(url) = &written.photos_elsewhere {
        say(format!(
            "照片在 {url}，不在备份里：请为存储桶开启版本保留或异地复制 (the photos are not included)"
        ));
    }
    if written.strangers > 0 {
        say(format!(
            "照片文件夹里另有 {} 个不属于巡城的文件，未备份 (foreign files left out)",
            written.strangers
        ));
    }
    if written.missing.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    say(format!(
        "注意：{} 张案件照片在照片存储里找不到 (photos are missing)：",
        written.missing.len()
    ));
    for hash in written.missing.iter().take(SHOWN) {
        say(format!("  {hash}"));
    }
    Ok(ExitCode::from(2))
}

pub fn restore(file: &Path, config: &Config) -> anyhow::Result<ExitCode> {
    let absent = place::absent_folders(config);
    let alone = serving::alone(config, "restore")?;
    let restored = match backup::restore(config, file, &mut say) {
        Ok(restored) => restored,
        Err(refused) => {
            alone.leave_nothing();
            // Those that something lies in stay.
            for folder in absent {
                let _ = fs::remove_dir(folder);
            }
            return Err(refused);
        }
    };
    let cases = restored.manifest.rows.get("cases").copied().unwrap_or(0);
    say(format!(
        "已恢复 {cases} 个案件、{} 张照片，备份于 {} (restored)",
        restored.photos, restored.manifest.created_at
    ));
    if let Some(url) = &restored.manifest.photos_elsewhere {
        say(format!(
            "照片不在备份里，当时在 {url} (the photos were not in the backup)"
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn say(line: String) {
    eprintln!("{line}");
}
