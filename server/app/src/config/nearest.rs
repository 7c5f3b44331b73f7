//! Which known name somebody meant who wrote one that nobody knows.

/// None: nothing is near enough to be what was meant. Of equally near ones the first.
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (written.chars().count() / 2).max(1);
    known
        .map(|name| (distance(written, name), name))
        .filter(|(slips, _)| *slips <= most)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// Slips of a typing hand between the two: a sign too many, too few, another one, or two swapped.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before_last = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut sign_before = None;
    for (row, sign) in one.chars().enumerate() {
        let mut row_of = vec![row + 1];
        for (column, known) in other.iter().enumerate() {
            let replaced = last[column] + usize::from(sign != *known);
            let mut least = replaced.min(last[column + 1] + 1).min(row_of[column] + 1);
            let swapped = column > 0 && sign_before == Some(*known) && other[column - 1] == sign;
            if swapped {
                least = least.min(before_last[column - 1] + 1);
            }
            row_of.push(least);
        }
        before_last = std::mem::replace(&mut last, row_of);
        sign_before = Some(sign);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (one, other, slips) in [
            ("listen", "listen", 0),
            ("lisen", "listen", 1),
            ("lisetn", "listen", 1),
            ("listten", "listen", 1),
            ("lasten", "listen", 1),
            ("", "url", 3),
            ("url", "", 3),
            ("kitten", "sitting", 3),
            ("地址", "地 址", 1),
        ] {
            assert_eq!(distance(one, other), slips, "{one} {other}");
            assert_eq!(distance(other, one), slips, "{other} {one}");
        }
    }

    #[test]
    fn only_what_may_have_been_meant_is_named() {
        let known = || ["listen", "workers", "url"].into_iter();
        assert_eq!(nearest("worker", known()), Some("workers"));
        assert_eq!(nearest("ur", known()), Some("url"));
        assert_eq!(nearest("password", known()), None);
    }
}
