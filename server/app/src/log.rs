//! Where the process speaks: structured lines on standard error, one for each request, with its id. What a stranger can
//! make it say as often as he likes is said once a minute, and no value that a cause quotes is said at all.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::callsite::Identifier;
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::prelude::*;

use crate::config::{Log, LogFormat};

pub fn start(config: &Log) -> anyhow::Result<()> {
    let registry = tracing_subscriber::registry()
        .with(filter(&config.level)?)
        .with(OnceAMinute::default());
    match config.format {
        // Colours are for eyes: a file or a script gets plain words.
        LogFormat::Text if std::io::stderr().is_terminal() => registry
            .with(fmt::layer().with_writer(std::io::stderr))
            .try_init()?,
        LogFormat::Text => registry
            .with(fmt::layer().with_ansi(false).with_writer(std::io::stderr))
            .try_init()?,
        LogFormat::Json => registry
            .with(fmt::layer().json().with_writer(std::io::stderr))
            .try_init()?,
    }
    Ok(())
}

/// What the configuration asks for, without what the counting of requests says of how it names its series, at each request
/// for a file.
pub fn filter(level: &str) -> anyhow::Result<EnvFilter> {
    let filter = EnvFilter::try_new(level)?;
    Ok(filter.add_directive("actix_web_prom=error".parse()?))
}

/// Who speaks of single connections or requests while something outside is wrong: a broken one each, no descriptor left
/// to accept one with, a database or photo store that does not answer.
const OFTEN: [&str; 11] = [
    "actix_http",
    "actix_server",
    "actix_web",
    "app::action::photo",
    "app::auth::gate",
    "app::error",
    "app::http::health",
    "app::space",
    "store::pool",
    "store::session",
    "store::sqlite",
];
const MINUTE: Duration = Duration::from_secs(60);

/// Lets the same sentence of those pass once a minute.
#[derive(Default)]
pub struct OnceAMinute(Mutex<HashMap<Identifier, Instant>>);

impl OnceAMinute {
    fn passes(&self, sentence: Identifier, now: Instant) -> bool {
        // Sentences are places in the program: the map stays small.
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match said.get(&sentence) {
            Some(last) if now.saturating_duration_since(*last) < MINUTE => false,
            _ => {
                said.insert(sentence, now);
                true
            }
        }
    }
}

impl<S: Subscriber> Layer<S> for OnceAMinute {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long ago a sentence was said is measured, not decided upon"
    )]
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let about = event.metadata();
        !is_often(about.target()) || self.passes(about.callsite(), Instant::now())
    }
}

fn is_often(target: &str) -> bool {
    OFTEN.iter().any(|often| {
        let rest = target.strip_prefix(often);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    })
}

/// More of a cause than this helps nobody.
const LONGEST_CAUSE: usize = 700;

/// A cause as a line for the log. What readers and databases quote in it is what people wrote: it is left out, but for the
/// names of fields and rules.
pub fn cause(error: &impl Display) -> String {
    let said = format!("{error:#}");
    let mut line = String::with_capacity(said.len().min(LONGEST_CAUSE));
    let mut rest = said.as_str();
    while let Some(at) = rest.find(['"', '`']) {
        let quote = &rest[at..=at];
        push(&mut line, &rest[..at]);
        let after = &rest[at + 1..];
        let Some(end) = after.find(quote) else {
            rest = "";
            line.push('…');
            break;
        };
        let quoted = &after[..end];
        line.push_str(quote);
        push(&mut line, if is_name(quoted) { quoted } else { "…" });
        line.push_str(quote);
        rest = &after[end + 1..];
    }
    push(&mut line, rest);
    if line.len() > LONGEST_CAUSE {
        line.truncate(line.floor_char_boundary(LONGEST_CAUSE));
        line.push('…');
    }
    line
}

fn push(line: &mut String, text: &str) {
    line.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
}

/// Of a field, a table, a constraint: no digits, so no number of anybody's.
fn is_name(quoted: &str) -> bool {
    quoted.len() <= 60
        && quoted.contains('_')
        && quoted.bytes().all(|c| c.is_ascii_lowercase() || c == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_one_line_and_quotes_nobody() {
        for (said, logged) in [
            (
                r#"invalid type: string "王芳 13800138000", expected u64 at line 1"#,
                r#"invalid type: string "…", expected u64 at line 1"#,
            ),
            (
                r#"duplicate key value violates unique constraint "users_username_key""#,
                r#"duplicate key value violates unique constraint "users_username_key""#,
            ),
            (
                "unknown variant `王芳`, expected `due_at`",
                "unknown variant `…`, expected `due_at`",
            ),
            ("two\nlines\u{1b}[31m", "two lines [31m"),
            (r#"cut in the "middle"#, "cut in the …"),
        ] {
            assert_eq!(cause(&said), logged);
        }
        let long = cause(&"长".repeat(100_000));
        assert!(long.len() < LONGEST_CAUSE + 10, "{}", long.len());
    }

    #[test]
    fn what_speaks_once_for_each_request_while_the_storage_is_away_speaks_often() {
        let module_of = |name: &'static str| name.rsplit_once("::").map_or(name, |(of, _)| of);
        for (target, often) in [
            (
                module_of(std::any::type_name::<crate::error::AppError>()),
                true,
            ),
            ("app::action::photo", true),
            ("app::http::health", true),
            ("store::session", true),
            ("store::sqlite", true),
            ("store::sqlite::group", true),
            // Each of these says something new, or only once.
            ("app::errors", false),
            ("app::http::access_log", false),
            ("app::http::problem", false),
            ("store::presence", false),
        ] {
            assert_eq!(is_often(target), often, "{target}");
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "any instant does to count from")]
    fn the_same_sentence_passes_once_a_minute() {
        let (often, start) = (OnceAMinute::default(), Instant::now());
        let sentence = tracing::info_span!("one")
            .metadata()
            .map(|about| about.callsite());
        let Some(sentence) = sentence else { return };
        let passed = (0..120)
            .filter(|second| often.passes(sentence.clone(), start + Duration::from_secs(*second)));
        assert_eq!(passed.collect::<Vec<_>>(), [0, 60]);
    }
}
