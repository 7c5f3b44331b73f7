//! A request for any action, read by the action's name, since the bodies alone do not tell one from another.

use serde::Serialize;
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::*;
use crate::body::{BodyFault, parse};

/// One request of any kind, read by the action's name in the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ActionRequest {
    Dispatch(DispatchRequest),
    Accept(AcceptRequest),
    Handle(HandleRequest),
    Return(ReturnRequest),
    VerifyPass(VerifyPassRequest),
    VerifyFail(VerifyFailRequest),
    RequestExtension(RequestExtensionRequest),
    GrantExtension(GrantExtensionRequest),
    RefuseExtension(ReasonRequest),
    Suspend(ReasonRequest),
    Resume(ResumeRequest),
    Void(VoidRequest),
    Comment(CommentRequest),
    Remind(RemindRequest),
    ConfirmFalsified(ReasonRequest),
    CorrectTime(CorrectTimeRequest),
}

impl ActionRequest {
    /// The body of that action. None: nobody can ask for it (reports have an address of their own,
    /// escalation is the clock's).
    pub fn parse(action: Action, body: &[u8]) -> Option<Result<ActionRequest, BodyFault>> {
        Some(match action {
            Action::Report | Action::Escalate => return None,
            Action::Dispatch => parse(body).map(ActionRequest::Dispatch),
            Action::Accept => parse(body).map(ActionRequest::Accept),
            Action::Handle => parse(body).map(ActionRequest::Handle),
            Action::Return => parse(body).map(ActionRequest::Return),
            Action::VerifyPass => parse(body).map(ActionRequest::VerifyPass),
            Action::VerifyFail => parse(body).map(ActionRequest::VerifyFail),
            Action::RequestExtension => parse(body).map(ActionRequest::RequestExtension),
            Action::GrantExtension => parse(body).map(ActionRequest::GrantExtension),
            Action::RefuseExtension => parse(body).map(ActionRequest::RefuseExtension),
            Action::Suspend => parse(body).map(ActionRequest::Suspend),
            Action::Resume => parse(body).map(ActionRequest::Resume),
            Action::Void => parse(body).map(ActionRequest::Void),
            Action::Comment => parse(body).map(ActionRequest::Comment),
            Action::Remind => parse(body).map(ActionRequest::Remind),
            Action::ConfirmFalsified => parse(body).map(ActionRequest::ConfirmFalsified),
            Action::CorrectTime => parse(body).map(ActionRequest::CorrectTime),
        })
    }

    pub fn action(&self) -> Action {
        match self {
            ActionRequest::Dispatch(_) => Action::Dispatch,
            ActionRequest::Accept(_) => Action::Accept,
            ActionRequest::Handle(_) => Action::Handle,
            ActionRequest::Return(_) => Action::Return,
            ActionRequest::VerifyPass(_) => Action::VerifyPass,
            ActionRequest::VerifyFail(_) => Action::VerifyFail,
            ActionRequest::RequestExtension(_) => Action::RequestExtension,
            ActionRequest::GrantExtension(_) => Action::GrantExtension,
            ActionRequest::RefuseExtension(_) => Action::RefuseExtension,
            ActionRequest::Suspend(_) => Action::Suspend,
            ActionRequest::Resume(_) => Action::Resume,
            ActionRequest::Void(_) => Action::Void,
            ActionRequest::Comment(_) => Action::Comment,
            ActionRequest::Remind(_) => Action::Remind,
            ActionRequest::ConfirmFalsified(_) => Action::ConfirmFalsified,
            ActionRequest::CorrectTime(_) => Action::CorrectTime,
        }
    }

    pub fn expected_version(&self) -> i64 {
        match self {
            ActionRequest::Dispatch(body) => body.expected_version,
            ActionRequest::Accept(body) => body.expected_version,
            ActionRequest::Handle(body) => body.expected_version,
            ActionRequest::Return(body) => body.expected_version,
            ActionRequest::VerifyPass(body) => body.expected_version,
            ActionRequest::VerifyFail(body) => body.expected_version,
            ActionRequest::RequestExtension(body) => body.expected_version,
            ActionRequest::GrantExtension(body) => body.expected_version,
            ActionRequest::Resume(body) => body.expected_version,
            ActionRequest::Void(body) => body.expected_version,
            ActionRequest::Comment(body) => body.expected_version,
            ActionRequest::Remind(body) => body.expected_version,
            ActionRequest::CorrectTime(body) => body.expected_version,
            ActionRequest::RefuseExtension(body)
            | ActionRequest::Suspend(body)
            | ActionRequest::ConfirmFalsified(body) => body.expected_version,
        }
    }
}

/// Several bodies look alike, so it is "any of", not "one of".
impl PartialSchema for ActionRequest {
    fn schema() -> RefOr<Schema> {
        let mut bodies = Vec::new();
        collect_bodies(&mut bodies);
        let any = bodies.iter().filter(|(name, _)| name.ends_with("Request"));
        any.fold(AnyOfBuilder::new(), |any, (name, _)| {
            any.item(Ref::from_schema_name(name))
        })
        .description(Some("The body that belongs to the action in the path."))
        .into()
    }
}

impl ToSchema for ActionRequest {
    fn schemas(all: &mut Vec<(String, RefOr<Schema>)>) {
        collect_bodies(all);
    }
}

fn collect_bodies(all: &mut Vec<(String, RefOr<Schema>)>) {
    collect::<DispatchRequest>(all);
    collect::<AcceptRequest>(all);
    collect::<HandleRequest>(all);
    collect::<ReturnRequest>(all);
    collect::<VerifyPassRequest>(all);
    collect::<VerifyFailRequest>(all);
    collect::<RequestExtensionRequest>(all);
    collect::<GrantExtensionRequest>(all);
    collect::<ReasonRequest>(all);
    collect::<ResumeRequest>(all);
    collect::<VoidRequest>(all);
    collect::<CommentRequest>(all);
    collect::<RemindRequest>(all);
    collect::<CorrectTimeRequest>(all);
}

/// The type and what it refers to.
fn collect<T: ToSchema>(all: &mut Vec<(String, RefOr<Schema>)>) {
    all.push((T::name().into_owned(), T::schema()));
    T::schemas(all);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Sha256;

    #[test]
    fn each_action_reads_its_own_body_and_refuses_a_stranger() {
        for action in Action::ALL {
            let stranger = br#"{"expected_version":1,"colour":"red"}"#;
            match ActionRequest::parse(action, stranger) {
                None => assert!(matches!(action, Action::Report | Action::Escalate)),
                Some(read) => assert_eq!(read.unwrap_err().pointer, "/colour", "{action:?}"),
            }
        }
    }

    #[test]
    fn a_body_comes_back_as_it_went() {
        let hash = Sha256::of(b"photo");
        let reason = || "现场在施工".to_owned();
        let expected_version = 3;
        let all = [
            ActionRequest::Dispatch(DispatchRequest {
                expected_version,
                department: "CG".into(),
                reason: reason(),
            }),
            ActionRequest::Accept(AcceptRequest { expected_version }),
            ActionRequest::Handle(HandleRequest {
                expected_version,
                photos: vec![hash],
                note: reason(),
            }),
            ActionRequest::Return(ReturnRequest {
                expected_version,
                reason_code: ReturnReason::NoOwner,
                reason: reason(),
            }),
            ActionRequest::VerifyPass(VerifyPassRequest {
                expected_version,
                photos: vec![],
                note: String::new(),
            }),
            ActionRequest::VerifyFail(VerifyFailRequest {
                expected_version,
                reason: reason(),
                photos: vec![hash],
            }),
            ActionRequest::RequestExtension(RequestExtensionRequest {
                expected_version,
                hours: 6,
                reason: reason(),
            }),
            ActionRequest::GrantExtension(GrantExtensionRequest {
                expected_version,
                hours: 6,
                reason: String::new(),
            }),
            ActionRequest::RefuseExtension(ReasonRequest {
                expected_version,
                reason: reason(),
            }),
            ActionRequest::Suspend(ReasonRequest {
                expected_version,
                reason: reason(),
            }),
            ActionRequest::Resume(ResumeRequest {
                expected_version,
                reason: String::new(),
            }),
            ActionRequest::Void(VoidRequest {
                expected_version,
                reason: reason(),
                duplicate_of: Some(uuid::Uuid::nil()),
            }),
            ActionRequest::Comment(CommentRequest {
                expected_version,
                text: reason(),
                photos: vec![],
            }),
            ActionRequest::Remind(RemindRequest {
                expected_version,
                text: String::new(),
            }),
            ActionRequest::ConfirmFalsified(ReasonRequest {
                expected_version,
                reason: reason(),
            }),
            ActionRequest::CorrectTime(CorrectTimeRequest {
                expected_version,
                reason: reason(),
                events: vec![RightTime {
                    seq: 2,
                    at: crate::time::Time(1),
                }],
            }),
        ];
        for request in &all {
            let body = serde_json::to_vec(request).unwrap();
            assert_eq!(
                ActionRequest::parse(request.action(), &body),
                Some(Ok(request.clone()))
            );
            assert_eq!(request.expected_version(), 3);
        }
        assert_eq!(all.len(), Action::ALL.len() - 2);
    }

    #[test]
    fn what_may_be_left_out_may_be_null_too() {
        let expected = ActionRequest::VerifyPass(VerifyPassRequest {
            expected_version: 1,
            photos: vec![],
            note: String::new(),
        });
        for body in [
            r#"{"expected_version":1}"#,
            r#"{"expected_version":1,"photos":null,"note":null}"#,
        ] {
            assert_eq!(
                ActionRequest::parse(Action::VerifyPass, body.as_bytes()),
                Some(Ok(expected.clone())),
                "{body}"
            );
        }
    }
}
