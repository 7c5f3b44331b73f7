//! The bytes of a file as text: UTF-8 without a byte-order mark, or a sentence saying what it is instead.
//! No other encoding is ever guessed at.

use mobile_api::error::Code;
use mobile_api::words::Detail;

use crate::fault::{Fault, fault};

pub fn utf8(bytes: &[u8]) -> Result<&str, Fault> {
    let wrong = |detail| fault("", Code::EncodingInvalid, detail);
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(wrong(Detail::EncodingMarked));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count() as u64;
        let byte = 1 + good.len() as u64;
        wrong(if looks_like_gbk(bytes) {
            Detail::EncodingGbk { line }
        } else {
            Detail::EncodingInvalid { byte, line }
        })
    })?;
    match text.contains('\0') {
        true => Err(wrong(Detail::NulInText)),
        false => Ok(text),
    }
}

/// Only to say what the matter is. What spreadsheets save as "CSV" on Chinese systems decodes without a fault.
fn looks_like_gbk(bytes: &[u8]) -> bool {
    encoding_rs::GBK
        .decode_without_bom_handling_and_without_replacement(bytes)
        .is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_utf_8_is_read() {
        assert_eq!(utf8("代码,名称\n".as_bytes()), Ok("代码,名称\n"));
        let (gbk, _, _) = encoding_rs::GBK.encode("code,name\nx,解放路\n");
        let stray = b"code\nx,\xff".to_vec();
        let nul = b"code\nx\0".to_vec();
        let sixteen_bits: Vec<u8> = [0xff, 0xfe].into_iter().chain(*b"c\0o\0d\0e\0").collect();
        for (bytes, expected) in [
            (gbk.into_owned(), Detail::EncodingGbk { line: 2 }),
            (stray, Detail::EncodingInvalid { byte: 8, line: 2 }),
            (nul, Detail::NulInText),
            (sixteen_bits, Detail::EncodingInvalid { byte: 1, line: 1 }),
            ("\u{feff}code".into(), Detail::EncodingMarked),
        ] {
            let found = utf8(&bytes).unwrap_err();
            assert_eq!(
                (found.code, found.detail),
                (Code::EncodingInvalid, expected)
            );
        }
    }
}
