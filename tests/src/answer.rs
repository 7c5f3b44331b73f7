//! What a refusal must be: exactly this code, at exactly these places.

use std::fmt::Debug;

use mobile_api::client::{Error, Result};
use mobile_api::error::Code;
use mobile_api::problem::Problem;

#[track_caller]
pub fn refused<T: Debug>(answer: Result<T>, code: Code) -> Problem {
    match answer {
        Err(Error::Api(refusal)) => {
            let problem = *refusal.problem;
            assert_eq!(refusal.code, Some(code), "{problem:?}");
            assert_eq!(refusal.status, code.status(), "{problem:?}");
            problem
        }
        other => panic!("{} was expected, not {other:?}", code.name()),
    }
}

/// The faults name these places and no others, each with the problem's own code.
#[track_caller]
pub fn refused_at<T: Debug>(answer: Result<T>, code: Code, pointers: &[&str]) -> Problem {
    let problem = refused(answer, code);
    at(&problem, code, pointers);
    problem
}

#[track_caller]
pub fn at(problem: &Problem, code: Code, pointers: &[&str]) {
    let found: Vec<&str> = problem
        .errors
        .iter()
        .map(|error| error.pointer.as_str())
        .collect();
    assert_eq!(found, pointers, "{problem:?}");
    for error in &problem.errors {
        assert_eq!(error.code, code.name(), "{problem:?}");
    }
}
