//! What a command left behind when it ended: its exit code and its words.

use std::process::Output;

pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).expect("words in UTF-8");
        Ran {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    #[track_caller]
    pub fn ended(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    /// All of these are said on standard error.
    #[track_caller]
    pub fn saying(self, words: &[&str]) -> Ran {
        for word in words {
            assert!(self.err.contains(word), "{word} is not in: {}", self.err);
        }
        self
    }

    /// None of this is said anywhere, nor anything else that is always secret.
    #[track_caller]
    pub fn keeping(self, secret: &str) -> Ran {
        for secret in [secret, "$argon2"] {
            let said = self.out.contains(secret) || self.err.contains(secret);
            assert!(!said, "{secret}\n{}\n{}", self.out, self.err);
        }
        self
    }
}
