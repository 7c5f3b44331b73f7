//! Which language a reader wants: Chinese unless English is asked for more strongly.

/// Chinese first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The value of Accept-Language (RFC 9110 §12.5.4); none or nonsense means Chinese.
    pub fn accepted(header: Option<&str>) -> Lang {
        let (mut zh, mut en, mut any) = (None, None, None);
        for range in header.unwrap_or_default().split(',') {
            let (tag, weight) = weighed(range);
            let primary = tag.split('-').next().unwrap_or_default();
            let slot = match primary.to_ascii_lowercase().as_str() {
                "zh" => &mut zh,
                "en" => &mut en,
                "*" => &mut any,
                _ => continue,
            };
            *slot = (*slot).max(Some(weight));
        }
        let any = any.unwrap_or(0);
        if en.unwrap_or(any) > zh.unwrap_or(any) {
            Lang::En
        } else {
            Lang::Zh
        }
    }

    /// For Content-Language and the like.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }
}

/// `en-GB;q=0.8` is `en-GB` with 800 thousandths; a weight nobody can read is none at all.
fn weighed(range: &str) -> (&str, u32) {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next().unwrap_or_default();
    let weight = parts
        .find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")))
        .map_or(Some(1_000), thousandths);
    (tag, weight.unwrap_or(0))
}

fn thousandths(weight: &str) -> Option<u32> {
    let (whole, places) = weight.split_once('.').unwrap_or((weight, ""));
    if places.len() > 3 || !places.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let places: u32 = format!("{places:0<3}").parse().ok()?;
    Some(whole.checked_mul(1_000)?.checked_add(places)?).filter(|weight| *weight <= 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_only_when_it_is_wanted_more() {
        for (header, lang) in [
            (None, Lang::Zh),
            (Some(""), Lang::Zh),
            (Some("zh-CN,zh;q=0.9,en;q=0.8"), Lang::Zh),
            (Some("en-US,en;q=0.9"), Lang::En),
            (Some("en"), Lang::En),
            (Some("EN-gb"), Lang::En),
            (Some("fr-FR, en;q=0.5"), Lang::En),
            (Some("fr"), Lang::Zh),
            (Some("*"), Lang::Zh),
            (Some("en;q=0.5, zh;q=0.5"), Lang::Zh),
            (Some("en;q=0.500, zh;q=0.499"), Lang::En),
            (Some("zh;q=0, *"), Lang::En),
            (Some("en;q=0"), Lang::Zh),
            (Some("en;q=2"), Lang::Zh),
            (Some("en;q=abc"), Lang::Zh),
            (Some("english"), Lang::Zh),
            (Some(";;;,,;q="), Lang::Zh),
        ] {
            assert_eq!(Lang::accepted(header), lang, "{header:?}");
        }
    }
}
