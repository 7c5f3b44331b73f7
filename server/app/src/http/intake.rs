//! How much of what a client sends is read: one request, and nothing after it before its answer has been taken. Whoever
//! sends a thousand requests and reads no answer has one of them in memory; the others wait on the way.

/// Of a body that does not say how long it is, at a time and when somebody waits for it: what comes with its end may be
/// requests, and is all that is read of them.
pub const PIECE_BYTES: usize = 2048;

/// What the next bytes of a connection belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// A head, up to the empty line that ends it.
    Head,
    /// All of a head is there and nobody has looked at it yet.
    Whole,
    /// A body with so many bytes to come.
    Body(u64),
    /// A body that ends when it says so: read when it is asked for.
    Pieces { asked: bool },
}

impl Intake {
    /// What comes after a head. None: the body tells where it ends.
    pub fn of_body(length: Option<u64>) -> Intake {
        length.map_or(Intake::Pieces { asked: false }, Intake::Body)
    }
}

/// Looks for the end of a head in the pieces it comes in.
#[derive(Default)]
pub struct HeadEnd {
    begun: bool,
    in_line: bool,
}

impl HeadEnd {
    /// How many of `bytes` belong to the head, and whether it ends there. The end is an empty line; those before the first
    /// line are not counted, and a line may end without its `\r`.
    pub fn find(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (place, byte) in bytes.iter().enumerate() {
            match byte {
                b'\r' => {}
                b'\n' if self.begun && !self.in_line => {
                    *self = HeadEnd::default();
                    return (place + 1, true);
                }
                b'\n' => self.in_line = false,
                _ => (self.begun, self.in_line) = (true, true),
            }
        }
        (bytes.len(), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_with_its_empty_line_however_it_comes() {
        let first = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        for (sent, head) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET", first),
            ("GET / HTTP/1.1\r\n\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"),
            (
                "\r\n\r\nGET / HTTP/1.1\r\n\r\nGET",
                "\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            ),
            ("GET / HTTP/1.1\n\nGET /", "GET / HTTP/1.1\n\n"),
        ] {
            assert_eq!(HeadEnd::default().find(sent.as_bytes()), (head.len(), true));
            let mut bytewise = HeadEnd::default();
            let ends = sent.bytes().position(|byte| bytewise.find(&[byte]).1);
            assert_eq!(ends, Some(head.len() - 1), "{sent:?}");
        }
        let mut end = HeadEnd::default();
        assert_eq!(end.find(b"GET / HTTP/1.1\r\nHost: a\r\n"), (25, false));
        assert_eq!(end.find(b"\r\nGET / HTTP/1.1\r\n\r\n"), (2, true));
        assert_eq!(
            end.find(b"GET / HTTP/1.1\r\n\r\nx"),
            (18, true),
            "and is ready for the next"
        );
    }
}
