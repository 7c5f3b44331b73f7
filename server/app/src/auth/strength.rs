//! How soon a password would be guessed by somebody who knows what people take: the lists and patterns of the library
//! zxcvbn, what people in a Chinese city's offices take (habits.txt, the likeliest first), and what anybody knows about
//! this one person.

use domain::password::PasswordFault;

use super::password;

const HABITS: &str = include_str!("habits.txt");

/// `about`: the person's names, the organisation's, the city's.
pub fn judge(word: &str, about: &[String]) -> Result<(), PasswordFault> {
    let word = password::normal(word);
    domain::password::judge(&word, || tries_log10(&word, about))
}

fn tries_log10(word: &str, about: &[String]) -> f64 {
    let about: Vec<String> = about.iter().flat_map(|text| parts(text)).collect();
    let known: Vec<&str> = about
        .iter()
        .map(String::as_str)
        .chain(HABITS.split_whitespace())
        .collect();
    // What is put before and behind to please a rule is tried first as well.
    let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric());
    let tries = [word, bare].map(|word| zxcvbn::zxcvbn(word, &known).guesses_log10());
    tries[0].min(tries[1])
}

/// The text itself and the words it is put together of: `handler-chengguan`.
fn parts(text: &str) -> Vec<String> {
    let text = password::normal(text).to_lowercase();
    let words = text.split(['-', '_', '.', ' ']);
    let mut parts: Vec<String> = words.map(str::to_owned).collect();
    parts.push(text);
    parts.retain(|part| part.chars().count() >= 2);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(word: &str) -> Result<(), PasswordFault> {
        let about = [
            "handler-chengguan",
            "郑卫国",
            "chengguan",
            "城市管理局",
            "yunze",
            "云泽市",
        ];
        judge(word, &about.map(str::to_owned))
    }

    #[test]
    fn what_people_take_is_refused() {
        for word in [
            "1234567890",
            "5201314520",
            "woaini1314",
            "woaini5201314",
            "Woaini@1314520",
            "qwertyuiop",
            "1qaz2wsx3edc",
            "Password2026!",
            "P@ssw0rd123",
            "admin123456",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "zhangwei1990",
            "wangfang1985",
            "liming2026!!",
            "19900101199",
            "13812345678",
            "z13812345678",
            "622301199001011234",
            "chengguan2026",
            "Handler-Chengguan1",
            "yunze123456",
            "云泽市云泽市云泽市云",
            "城市管理局郑卫国2026",
            "wenmingchengshi",
            "wenming2026!",
            "１２３４５６７８９０",
            "iloveyou1314",
        ] {
            assert_eq!(verdict(word), Err(PasswordFault::Guessable), "{word}");
        }
    }

    #[test]
    fn what_nobody_would_try_is_taken() {
        for word in [
            "correct horse battery",
            "kx7-mq2p-9tw",
            "槐树下的铁皮饼干盒子",
            "三只灯笼挂在北窗台上",
            "tulip-Kettle-94-moss",
            "hunter-sofa-violet-3",
            &password::generate(),
        ] {
            let long = format!("{word}…");
            let word = if word.chars().count() < 10 {
                &long
            } else {
                word
            };
            assert_eq!(verdict(word), Ok(()), "{word}");
        }
    }

    #[test]
    fn the_longest_that_is_estimated_takes_no_ages() {
        // Every sign another one, so that nothing of it is shortened.
        let long: String = (0..128u8).map(|n| char::from(b'!' + n % 90)).collect();
        assert_eq!(long.chars().count(), 128);
        let _ = verdict(&long);
    }
}
