//! What a password has to be: long enough, not so long that it is none, and not among those that are tried first. How
//! many tries it would take is estimated by whoever asks (it takes word lists); here is what is enough.

/// In signs.
pub const SHORTEST: usize = 10;
/// In signs. Nobody types more, and what is longer is a mistake or an attack.
pub const LONGEST: usize = 128;

/// The power of ten of tries it has to stand: at 30 a minute, which is what one network may try, they take 200 years. Above
/// what three likely things put together come to, such as a name, a year and a sign.
pub const LEAST_TRIES_LOG10: f64 = 9.5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    TooShort,
    TooLong,
    /// The former one once more.
    Unchanged,
    /// It would be among the first that are tried.
    Guessable,
}

/// `tries_log10` is asked only of what has a right length: estimating takes long for what is long.
pub fn judge(word: &str, tries_log10: impl FnOnce() -> f64) -> Result<(), PasswordFault> {
    match word.chars().count() {
        ..SHORTEST => Err(PasswordFault::TooShort),
        SHORTEST..=LONGEST if is_number(word) => Err(PasswordFault::Guessable),
        SHORTEST..=LONGEST if tries_log10() >= LEAST_TRIES_LOG10 => Ok(()),
        SHORTEST..=LONGEST => Err(PasswordFault::Guessable),
        _ => Err(PasswordFault::TooLong),
    }
}

/// A telephone number, an identity card's, a birthday: in many hands, however long. One other sign hides none of them.
fn is_number(word: &str) -> bool {
    word.chars().filter(|sign| !sign.is_ascii_digit()).count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_judged_first_and_in_signs() {
        for (word, tries, verdict) in [
            ("", 99.0, Err(PasswordFault::TooShort)),
            ("文明城市", 99.0, Err(PasswordFault::TooShort)),
            ("123456789", 99.0, Err(PasswordFault::TooShort)),
            ("12345678ab", 99.0, Ok(())),
            ("12345678ab", 9.5, Ok(())),
            ("12345678ab", 9.49, Err(PasswordFault::Guessable)),
            ("622301199001011234", 99.0, Err(PasswordFault::Guessable)),
            ("62230119900101123X", 99.0, Err(PasswordFault::Guessable)),
            (&"长".repeat(128), 99.0, Ok(())),
            (&"长".repeat(129), 0.0, Err(PasswordFault::TooLong)),
        ] {
            assert_eq!(judge(word, || tries), verdict, "{word}");
        }
    }

    #[test]
    fn what_has_no_right_length_is_not_estimated() {
        for word in ["short".to_owned(), "x".repeat(100_000)] {
            assert!(judge(&word, || unreachable!("it is not asked")).is_err());
        }
    }
}
