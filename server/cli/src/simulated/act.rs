//! The deeds a plan is made of, and the requests they become once the case's version and the photos are known.

use mobile_api::action::{
    AcceptRequest, ActionRequest, CommentRequest, DispatchRequest, GrantExtensionRequest,
    HandleRequest, ReasonRequest, RemindRequest, RequestExtensionRequest, ResumeRequest,
    ReturnReason, ReturnRequest, VerifyFailRequest, VerifyPassRequest, VoidRequest,
};
use mobile_api::hash::Sha256;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A unit's code.
    Dispatch(String, &'static str),
    Accept,
    Handle(&'static str),
    Return(ReturnReason, &'static str),
    Pass(&'static str),
    Fail(&'static str),
    AskExtension(u32, &'static str),
    GrantExtension(u32, &'static str),
    RefuseExtension(&'static str),
    Suspend(&'static str),
    Resume(&'static str),
    /// Of which case it is a duplicate.
    Void(&'static str, Uuid),
    Comment(&'static str),
    Remind(&'static str),
    ConfirmFalsified(&'static str),
}

impl Act {
    pub fn request(&self, expected_version: i64, photos: Vec<Sha256>) -> ActionRequest {
        let reason = |text: &str| ReasonRequest {
            expected_version,
            reason: text.to_owned(),
        };
        match self {
            Act::Dispatch(department, text) => ActionRequest::Dispatch(DispatchRequest {
                expected_version,
                department: department.clone(),
                reason: (*text).to_owned(),
            }),
            Act::Accept => ActionRequest::Accept(AcceptRequest { expected_version }),
            Act::Handle(note) => ActionRequest::Handle(HandleRequest {
                expected_version,
                photos,
                note: (*note).to_owned(),
            }),
            Act::Return(reason_code, text) => ActionRequest::Return(ReturnRequest {
                expected_version,
                reason_code: *reason_code,
                reason: (*text).to_owned(),
            }),
            Act::Pass(note) => ActionRequest::VerifyPass(VerifyPassRequest {
                expected_version,
                photos,
                note: (*note).to_owned(),
            }),
            Act::Fail(text) => ActionRequest::VerifyFail(VerifyFailRequest {
                expected_version,
                reason: (*text).to_owned(),
                photos,
            }),
            Act::AskExtension(hours, text) => {
                ActionRequest::RequestExtension(RequestExtensionRequest {
                    expected_version,
                    hours: *hours,
                    reason: (*text).to_owned(),
                })
            }
            Act::GrantExtension(hours, text) => {
                ActionRequest::GrantExtension(GrantExtensionRequest {
                    expected_version,
                    hours: *hours,
                    reason: (*text).to_owned(),
                })
            }
            Act::RefuseExtension(text) => ActionRequest::RefuseExtension(reason(text)),
            Act::Suspend(text) => ActionRequest::Suspend(reason(text)),
            Act::Resume(text) => ActionRequest::Resume(ResumeRequest {
                expected_version,
                reason: (*text).to_owned(),
            }),
            Act::Void(text, original) => ActionRequest::Void(VoidRequest {
                expected_version,
                reason: (*text).to_owned(),
                duplicate_of: Some(*original),
            }),
            Act::Comment(text) => ActionRequest::Comment(CommentRequest {
                expected_version,
                text: (*text).to_owned(),
                photos,
            }),
            Act::Remind(text) => ActionRequest::Remind(RemindRequest {
                expected_version,
                text: (*text).to_owned(),
            }),
            Act::ConfirmFalsified(text) => ActionRequest::ConfirmFalsified(reason(text)),
        }
    }
}
