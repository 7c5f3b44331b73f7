//! What can be asked of a case, by the version of it that is at hand.

use domain::time::Span;
use mobile_api::action::{
    AcceptRequest, ActionRequest, CommentRequest, CorrectTimeRequest, DispatchRequest,
    GrantExtensionRequest, HandleRequest, ReasonRequest, RemindRequest, RequestExtensionRequest,
    ResumeRequest, ReturnReason, ReturnRequest, RightTime, VerifyFailRequest, VerifyPassRequest,
    VoidRequest,
};
use mobile_api::case::Case;
use mobile_api::hash::Sha256;
use mobile_api::time::Time;

/// The reason given where one is due and no matter which.
pub const REASON: &str = "现场核实";

pub fn dispatch(case: &Case, department: &str) -> ActionRequest {
    ActionRequest::Dispatch(DispatchRequest {
        expected_version: case.version,
        department: department.into(),
        reason: REASON.into(),
    })
}

pub fn accept(case: &Case) -> ActionRequest {
    ActionRequest::Accept(AcceptRequest {
        expected_version: case.version,
    })
}

pub fn handle(case: &Case, photos: &[Sha256]) -> ActionRequest {
    ActionRequest::Handle(HandleRequest {
        expected_version: case.version,
        photos: photos.to_vec(),
        note: "已清理".into(),
    })
}

pub fn give_back(case: &Case) -> ActionRequest {
    ActionRequest::Return(ReturnRequest {
        expected_version: case.version,
        reason_code: ReturnReason::NotOurs,
        reason: REASON.into(),
    })
}

pub fn verify_pass(case: &Case) -> ActionRequest {
    ActionRequest::VerifyPass(VerifyPassRequest {
        expected_version: case.version,
        photos: vec![],
        note: String::new(),
    })
}

pub fn verify_fail(case: &Case, photos: &[Sha256]) -> ActionRequest {
    ActionRequest::VerifyFail(VerifyFailRequest {
        expected_version: case.version,
        reason: REASON.into(),
        photos: photos.to_vec(),
    })
}

pub fn more_hours(case: &Case, hours: u32) -> ActionRequest {
    ActionRequest::RequestExtension(RequestExtensionRequest {
        expected_version: case.version,
        hours,
        reason: REASON.into(),
    })
}

pub fn grant(case: &Case, hours: u32) -> ActionRequest {
    ActionRequest::GrantExtension(GrantExtensionRequest {
        expected_version: case.version,
        hours,
        reason: String::new(),
    })
}

pub fn refuse(case: &Case) -> ActionRequest {
    ActionRequest::RefuseExtension(reason(case))
}

pub fn suspend(case: &Case) -> ActionRequest {
    ActionRequest::Suspend(reason(case))
}

pub fn resume(case: &Case) -> ActionRequest {
    ActionRequest::Resume(ResumeRequest {
        expected_version: case.version,
        reason: String::new(),
    })
}

pub fn void(case: &Case, duplicate_of: Option<&Case>) -> ActionRequest {
    ActionRequest::Void(VoidRequest {
        expected_version: case.version,
        reason: REASON.into(),
        duplicate_of: duplicate_of.map(|original| original.id),
    })
}

pub fn comment(case: &Case, text: &str) -> ActionRequest {
    ActionRequest::Comment(CommentRequest {
        expected_version: case.version,
        text: text.into(),
        photos: vec![],
    })
}

pub fn remind(case: &Case) -> ActionRequest {
    ActionRequest::Remind(RemindRequest {
        expected_version: case.version,
        text: String::new(),
    })
}

pub fn confirm_falsified(case: &Case) -> ActionRequest {
    ActionRequest::ConfirmFalsified(reason(case))
}

fn reason(case: &Case) -> ReasonRequest {
    ReasonRequest {
        expected_version: case.version,
        reason: REASON.into(),
    }
}

pub fn correct_time_of(case: &Case, events: &[(i64, Time)]) -> ActionRequest {
    let right = events
        .iter()
        .map(|(seq, at)| RightTime { seq: *seq, at: *at });
    ActionRequest::CorrectTime(CorrectTimeRequest {
        expected_version: case.version,
        reason: "服务器时钟走错".into(),
        events: right.collect(),
    })
}

/// These events happened so much before the case was dispatched, as it says now.
pub fn correct_time(case: &Case, seqs: &[i64], earlier: Span) -> ActionRequest {
    let dispatched = case.dispatched_at.expect("a dispatch");
    let events = seqs
        .iter()
        .map(|seq| (*seq, Time(dispatched.0 - earlier.0)));
    correct_time_of(case, &events.collect::<Vec<_>>())
}
