//! What a refusal reads like at the command line: Chinese first, every fault on a line of its own with its place.

use std::fmt::Write;

use mobile_api::words::Lang;

use app::error::AppError;

pub fn told(error: AppError) -> anyhow::Error {
    match error {
        AppError::Broken(error) => error,
        AppError::Refused(refused) => {
            let whole = refused.detail.text(Lang::Zh);
            // One field that is wrong is the whole of it: said once, with its place.
            if let [field] = refused.fields.as_slice()
                && field.detail.text(Lang::Zh) == whole
            {
                return anyhow::Error::msg(format!("{}：{whole}", place(&field.pointer)));
            }
            let mut text = whole;
            for field in &refused.fields {
                let said = field.detail.text(Lang::Zh);
                let _ = write!(text, "\n  {}：{said}", place(&field.pointer));
            }
            anyhow::Error::msg(text)
        }
    }
}

/// `/3/name` is line 5 of a CSV: row 0 stands below the header.
pub fn place(pointer: &str) -> String {
    let parts: Vec<&str> = pointer.trim_start_matches('/').split('/').collect();
    let row = parts[0].parse::<usize>().ok().map(|row| row + 2);
    match (row, &parts[1..]) {
        (None, _) if pointer.is_empty() => "文件".into(),
        (None, _) => parts.join("."),
        (Some(line), []) => format!("第 {line} 行"),
        (Some(line), rest) => format!("第 {line} 行 {}", rest.join(".")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mobile_api::error::Code;
    use mobile_api::words::Detail;

    #[test]
    fn every_fault_has_its_line() {
        let error = AppError::new(Code::ImportInvalid, Detail::ImportHasFaults { count: 3 })
            .at("/3/name", Code::RowInvalid, Detail::FieldEmpty)
            .at("/0", Code::RowInvalid, Detail::RowUnreadable)
            .at(
                "/features/2/geometry",
                Code::GeometryInvalid,
                Detail::GeometryInvalid,
            );
        assert_eq!(
            told(error).to_string(),
            "文件中有 3 处错误，未导入任何内容。\n  第 5 行 name：此项不能为空。\n  \
             第 2 行：该行无法读取，列数或引号有误。\n  features.2.geometry：图形应为有效的 Polygon 或 MultiPolygon。"
        );
        let one = AppError::field("/unit", Code::InvalidField, Detail::FieldEmpty);
        assert_eq!(told(one).to_string(), "unit：此项不能为空。");
        assert_eq!(place(""), "文件");
    }
}
