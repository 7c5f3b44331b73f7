//! The English wording.

mod names;
mod notices;

pub use names::*;
pub use notices::notice;

use super::{Detail, Word, en};
use crate::category::Limit;
use crate::route::{Held, Match, RouteRecord, RulePlace, RuleRef};
use crate::words::Lang;

pub fn detail(detail: &Detail) -> String {
    use Detail::*;
    match detail {
        SignInRequired => "Sign in first.".into(),
        TokenExpired => "The sign-in has expired; sign in again.".into(),
        TokenInvalid => "The access token is not valid; sign in again.".into(),
        SessionEnded => "This session has ended; sign in again.".into(),
        CredentialsWrong => "The user name or the password is wrong.".into(),
        AccountDisabled => "This account is disabled; ask an administrator.".into(),
        PasswordChangeRequired => {
            "Your password is a one-time one: change it before anything else.".into()
        }
        RefreshTokenInvalid => {
            "The refresh token is not valid or has expired; sign in again.".into()
        }
        RefreshTokenReused => {
            "The refresh token was used twice, so the session has been ended; sign in again.".into()
        }
        PermissionNeeded { permission } => {
            format!("This account may not {}.", permission.word(Lang::En))
        }
        BeyondScope { permission } => format!(
            "This account may not {} beyond its own part of the city; somebody whose part covers it may.",
            permission.word(Lang::En)
        ),
        RoleMayNot { action } => format!(
            "This account may not do this with the case: {}.",
            action.word(Lang::En)
        ),
        CaseBeyondScope => {
            "The case lies outside your part of the city: you may look and comment, not act.".into()
        }
        OriginalNotYours => {
            "The picture as it came is for inspection and whoever uploaded it; look at its display copy."
                .into()
        }
        NotTheDepartment => "The case is not with your department.".into(),
        OwnWorkUnverifiable => "Whoever handled a case may not verify it.".into(),
        OwnDepartmentUnjudgeable => {
            "Nobody of the handling department may verify or judge its case, or decide on its transfer, suspension, voiding or extension.".into()
        }
        AccountBeyondScope => {
            "The account does not belong to your part of the city and is not yours to manage.".into()
        }
        ScopeTooWide => "An account's part of the city must lie within your own.".into(),
        UnitBeyondScope => {
            "The unit does not belong to your part of the city, so no account of it is yours to make."
                .into()
        }
        LaterExtensionsByLeader => {
            "The case was extended before; only a leader may extend it again.".into()
        }

        NotFound => "It does not exist, or you may not see it.".into(),
        NoSuchAddress => "There is nothing at this address.".into(),
        MethodNotAllowed { method } => format!("This address does not take {method}."),
        BodyEmpty => "The body is empty.".into(),
        BodyNotJson { line, column } => {
            format!("The body is not JSON (line {line}, column {column}).")
        }
        BodyTooLarge { limit_bytes } => {
            format!("The body is over the limit of {}.", size(*limit_bytes))
        }
        MediaTypeExpected { expected } => format!("The content type must be {expected}."),
        FieldsInvalid { count: 1 } => "One field must be changed.".into(),
        FieldsInvalid { count } => format!("{count} fields must be changed."),
        FieldMissing { name } => format!("The field \"{name}\" is required."),
        FieldUnknown { name } => format!("There is no field \"{name}\"."),
        FieldRepeated { name } => format!("The field \"{name}\" occurs twice."),
        FieldUnreadable => "The value has the wrong type or form.".into(),
        FieldNotOneOf { given } => format!("\"{given}\" is not one of the possible values."),
        FieldEmpty => "This must not be empty.".into(),
        PasswordTooShort { least } => format!("A password needs at least {least} characters."),
        PasswordTooLong { most } => format!("A password has at most {most} characters."),
        PasswordGuessable => "This password would be guessed soon. Use no names of people, offices or places, no years, no rows or repetitions; several words that have nothing to do with one another are good.".into(),
        PasswordUnchanged => "The new password must be another one than before.".into(),
        OldPasswordWrong => "The old password is not right.".into(),
        NulInText => "The text contains a character that cannot be stored (U+0000).".into(),
        TextTooLong { most } => format!("The text is longer than {most} characters."),
        NumberOutOfRange { least, most } => format!("It must be between {least} and {most}."),
        NotATime => "A time is RFC 3339 with an offset, such as 2026-03-02T09:00:00+08:00.".into(),
        NotAnId => "An id is a UUID.".into(),
        NotAHash => "A hash is a SHA-256 in 64 lower-case hex digits.".into(),
        NamedTwice => "The same is named twice.".into(),
        ParameterUnreadable { name } => {
            format!("The parameter \"{name}\" is missing or cannot be read.")
        }
        ParameterUnknown { name } => format!("There is no parameter \"{name}\"."),
        BoxInvalid => {
            "A box is west,south,east,north in degrees, west before east and south before north."
                .into()
        }
        CursorInvalid => "The cursor is not valid; begin again with the first page.".into(),

        LonOutOfRange => "A longitude is between -180 and 180.".into(),
        LatOutOfRange => "A latitude is between -90 and 90.".into(),
        LonLatSwapped => "Longitude and latitude seem to be swapped.".into(),
        AccuracyOutOfRange => "The accuracy is in metres and not below 0.".into(),
        CrsMissing => "Name the coordinate system: wgs84, gcj02 or bd09.".into(),
        CrsUnknown { given } => {
            format!("\"{given}\" is not a coordinate system; wgs84, gcj02 and bd09 are.")
        }
        TimeInFuture => "The time is in the future.".into(),
        EndsBeforeStart => "The end must not be before the start.".into(),
        VisitTooLong { hours } => format!("A visit lasts {hours} hours at most."),
        OutsideTheVisit => "The time of this point of the track is not within the visit.".into(),
        TooManyTrackPoints { most } => format!("Too many points: a track has at most {most}."),
        TimeTooLongAgo { days } => format!("The time is more than {days} days ago."),

        CategoryUnknown { scheme, code } => format!("There is no category {code} in {scheme}."),
        CategoryInactive { code } => format!("The category {code} takes no new cases."),
        DepartmentUnknown { code } => format!("There is no department \"{code}\"."),
        DepartmentInactive { code } => format!("The department \"{code}\" takes no more cases."),
        UnitUnknown { code } => format!("There is no unit \"{code}\"."),
        ZoneUnknown { code } => format!("There is no zone \"{code}\"."),
        CaseUnknown => "The case referred to does not exist.".into(),
        CaseItself => "A case cannot be a duplicate of itself.".into(),
        CampaignUnknown => "The campaign referred to does not exist.".into(),
        PeriodUnknown { given } => {
            format!("\"{given}\" is not a period such as 2026-W47 (week) or 2026-11 (month).")
        }

        PhotosMissing { count: 1 } => {
            "One photo has not been uploaded; upload it and try again.".into()
        }
        PhotosMissing { count } => {
            format!("{count} photos have not been uploaded; upload them and try again.")
        }
        PhotoMissing => "This photo has not been uploaded.".into(),
        PhotoReused => "This photo is evidence already; take a new one.".into(),
        NotEnoughPhotos { least } => format!("Photos needed: at least {least}."),
        TooManyPhotos { most } => format!("Photos allowed: at most {most}."),
        TooManyCommentPhotos { most } => {
            format!("Your comments may bring at most {most} photos to one case.")
        }
        PhotoHashMismatch { actual } => {
            format!("What arrived has the hash {actual}; upload the photo again.")
        }
        PhotoEmpty => "The photo is empty.".into(),
        PhotoUnreadable => "This is not a picture, or a damaged one.".into(),
        PhotoTruncated => "The photo ends too early; upload it again.".into(),
        PhotoTooLarge { limit_bytes } => {
            format!("The photo is over the limit of {}.", size(*limit_bytes))
        }
        PhotoSideTooLong {
            width,
            height,
            limit,
        } => {
            let side = if width > limit { "wide" } else { "high" };
            format!("The photo is {width} × {height}: too {side}, the limit is {limit} pixels.")
        }
        PhotoTooManyPixels { pixels, limit } => {
            format!(
                "The photo has {} megapixels; the limit is {}.",
                pixels.div_ceil(1_000_000),
                limit / 1_000_000
            )
        }
        PhotoTypeUnsupported => "A photo is a JPEG, PNG or WebP.".into(),

        IdTaken => "Something else has this id already.".into(),
        CommandIdTaken => "This Idempotency-Key was used for another command.".into(),
        VersionStale { current } => {
            format!("Somebody changed it meanwhile (now version {current}); read it again.")
        }
        CampaignStale { current } => {
            format!("Somebody else changed the campaign (it is at version {current}); look again.")
        }
        RoutingTableStale { current } => {
            format!(
                "Somebody changed the routing rules meanwhile (now version {current}); read them again."
            )
        }
        ActionNotInState { action, state } => {
            format!(
                "The case is {}; not possible now: {}.",
                state.word(Lang::En),
                action.word(Lang::En)
            )
        }
        SameDepartmentAlready => "The case is with this department already.".into(),
        ReasonNeededForOtherDepartment => {
            "Giving the case to another department needs a reason.".into()
        }
        NoExtensionRequested => "No request for an extension is waiting.".into(),
        ExtensionAlreadyRequested => "A request for an extension is waiting already.".into(),
        NothingHandledYet => {
            "The case was not handled yet, so there is no evidence to judge.".into()
        }
        RankingNotInState { status } => format!(
            "The ranking is {}; this is not possible now.",
            status.word(Lang::En)
        ),
        RankingExists { period } => {
            format!("The list for {period} is published; correct it by a later issue.")
        }
        PeriodNotOver { period } => {
            format!("{period} is not over yet, so its list cannot be published.")
        }
        RankingOutdated { period } => format!(
            "The list for {period} was published after this one was built, so appearances in a row may be counted short: build it again."
        ),

        ImportHasFaults { count: 1 } => "The file has one fault; nothing was imported.".into(),
        ImportHasFaults { count } => format!("The file has {count} faults; nothing was imported."),
        ImportHasMoreFaults { told } => format!(
            "The file has more than {told} faults; nothing was imported. The first {told} are listed: mend them and import the file again."
        ),
        RowsTooMany { most } => {
            format!("A file has at most {most} rows: import it in several files.")
        }
        ColumnsTooMany { most } => format!(
            "A file has at most {most} columns: look at the separators and the header."
        ),
        ImportEmpty => "There is nothing to import in the file.".into(),
        RowUnreadable => "The row cannot be read: its columns or quotes are wrong.".into(),
        ColumnMissing { name } => format!("The column \"{name}\" is missing."),
        ColumnUnknown { name } => format!("There is no column \"{name}\"."),
        EncodingInvalid { byte, line } => {
            format!("The file is not UTF-8 (line {line}, from byte {byte}); save it as UTF-8.")
        }
        EncodingGbk { line } => {
            format!("The file seems to be GBK (not UTF-8 from line {line}); save it as UTF-8.")
        }
        EncodingMarked => {
            "The file begins with a byte-order mark; save it as UTF-8 without one.".into()
        }
        TomlInvalid { line, column } => {
            format!("The file is not TOML (line {line}, column {column}).")
        }
        CodeMalformed { code } => {
            format!("\"{code}\" is no code: letters, digits, - and _ only, at most 64 of them.")
        }
        UsernameMalformed { given } => {
            format!("\"{given}\" is no user name: 3 to 64 small letters, digits, - _ and . only.")
        }
        UnitOfOtherKind { code } => format!("\"{code}\" is not the kind of unit wanted here."),
        SecondCity { code } => {
            format!("\"{code}\" has no unit above it: only the city itself has none.")
        }
        StreetWithoutDistrict { code } => {
            format!("The street office \"{code}\" is in no district.")
        }
        DistrictOfOtherStreet { code } => {
            format!("\"{code}\" is not the district of the street office.")
        }
        PlacesDisagree => {
            "District, street and zone do not lie in each other, so the rule never applies.".into()
        }
        LastAdmin => "No administrator of the whole city could sign in any more after this.".into(),
        FormulaRefused => {
            "The cell begins with = + - or @ like a formula; write plain text.".into()
        }
        CodeDuplicate { code } => format!("The code \"{code}\" occurs twice."),
        ReferenceUnknown { code } => format!("\"{code}\" does not exist."),
        ReferenceCycle { code } => format!("The units above \"{code}\" run in a circle."),
        GeometryInvalid => "The geometry must be a valid Polygon or MultiPolygon.".into(),
        GeometryNotClosed => "A ring does not end where it began.".into(),
        GeometryTooFewPoints => "A ring needs three different points.".into(),
        GeometryWithoutArea => "The geometry has no area.".into(),
        GeometrySelfCrossing { lon, lat } => {
            format!("The outline crosses itself near {lon},{lat}.")
        }
        GeometryOutOfRange => {
            "The geometry leaves the range of degrees, or has them swapped.".into()
        }
        GeometryShifted { percent } => {
            format!("{percent} % of the points are outside the city; they may not be WGS-84.")
        }
        GeometryDisplaced { metres } => {
            format!("Known zones move by about {metres} m as a whole; they may not be WGS-84.")
        }
        GeometryHoleOutside => "A hole is not inside its outline, or overlaps another hole.".into(),
        GeometryPartsOverlap => "Two parts of the geometry overlap.".into(),
        ValidityReversed => "It ends before it begins.".into(),
        ValidityOverlap { code } => format!("Two validity periods of \"{code}\" overlap."),
        RuleDuplicate { number } => format!("It says the same as rule {number}."),
        CalendarDayTwice { day } => {
            format!("{day} occurs twice, or as a day off and as a working day.")
        }
        CalendarYearMissing { year } => {
            format!("There are no days off for {year}; Monday to Friday is assumed in that year.")
        }
        CalendarYearUnpublished { year } => {
            format!("Days of {year} are listed, but the year is not marked as published.")
        }
        CalendarHoursInvalid => {
            "Working hours must not be missing, reversed or overlapping.".into()
        }
        RulebookValueOutOfRange { field, least, most } => {
            format!("{field} must be between {least} and {most}.")
        }
        RulebookWeightsSum { field } => format!("The weights of {field} must sum to 100."),
        RulebookBarsCross { field } => {
            format!("The red bar of {field} must not be below the black bar.")
        }
        RulebookOutOfOrder { field } => format!("The steps of {field} are out of order."),
        RulebookFieldUnreadable { field } => format!("{field} cannot be read."),
        StillInUse { code } => format!("\"{code}\" is still in use and cannot be removed."),

        BodyTooSlow => {
            "The body did not arrive in time; send it again over a faster connection.".into()
        }
        ReportsLimited { per_hour, minutes } => format!(
            "You reported {per_hour} cases within an hour, as many as one person may; go on in about {minutes} minutes. \
             What waits in the phone is sent by itself."
        ),
        ActsLimited { minutes } => format!(
            "You have acted, commented and reminded as often within an hour as one person may; go on in about {minutes} minutes."
        ),
        UploadsLimited { minutes } => format!(
            "You have sent as many photos within 24 hours as one person may; go on in about {}. \
             What waits in the phone is sent by itself.",
            about(*minutes)
        ),
        TimeNotInDoubt => {
            "The case has no such event, it is named twice, or no doubt about the clock covers its time.".into()
        }
        TimeOutOfOrder => {
            "The time must lie between what happened before and after, and not in the future.".into()
        }
        NoTimeToCorrect => "These times hold already.".into(),
        ClockInDoubt => {
            "The server doubts its clock. Once an administrator has checked the time and confirmed it, this can be done.".into()
        }
        ClockNotInDoubt => "Nobody doubts the clock.".into(),
        ClockBehindRecords { wall, latest } => format!(
            "The server's clock shows {wall}, before the latest record of {latest} (Beijing time). Set it first; where it is right and the record is wrong, say the time you have read too (wall, on the command line --time-is)."
        ),
        ClockNotAsRead { wall, read } => format!(
            "The time you have read, {read}, and the server's clock, {wall} (Beijing time), differ by more than two minutes: set the clock first."
        ),
        RateLimited { retry_after_s } => {
            format!("Too many requests; try again in {retry_after_s} s.")
        }
        Overloaded { retry_after_s } => {
            format!("The server is busy; try again in {retry_after_s} s.")
        }
        StorageUnavailable { retry_after_s } => format!(
            "The database or the photo store does not answer; try again in {retry_after_s} s. What was saved is safe, and nothing is recorded twice."
        ),
        StorageFull => {
            "The server has no space left and cannot save anything; tell an administrator.".into()
        }
        Internal => {
            "Something broke on our side; if it stays, tell an administrator the request id.".into()
        }
    }
}

/// inside 解放路东段, rule 12: 02-* in 秦州区 → 城管执法局
pub fn explanation(route: &RouteRecord) -> String {
    let mut text = place(route);
    if let (Some(Held::PhotoReused), Some(rule)) = (route.held, route.candidates.first()) {
        text += &format!(
            ", rule {} names {}, but a photo is on another case; a dispatcher decides",
            rule.number, rule.department.name
        );
    } else if let Some(rule) = &route.rule {
        text += &format!(
            ", rule {}: {} → {}",
            rule.number,
            covers(rule),
            rule.department.name
        );
    } else if route.zone.is_none() {
        text += ", a dispatcher decides";
    } else if route.candidates.is_empty() {
        text += ", no rule applies; a dispatcher decides";
    } else {
        let names: Vec<String> = route
            .candidates
            .iter()
            .map(|rule| format!("rule {}: {}", rule.number, rule.department.name))
            .collect();
        text += &format!(
            ", equal rules name different departments ({}); a dispatcher decides",
            names.join(", ")
        );
    }
    text
}

/// inside 解放路东段
pub fn place(route: &RouteRecord) -> String {
    let Some(zone) = &route.zone else {
        return "outside every zone".into();
    };
    let mut text = match route.r#match {
        Match::Near => format!(
            "{:.0} m from {}, the nearest zone",
            route.distance_m.unwrap_or_default(),
            zone.name
        ),
        Match::Inside | Match::None => format!("inside {}", zone.name),
    };
    if !route.runners_up.is_empty() {
        let names: Vec<&str> = route
            .runners_up
            .iter()
            .map(|other| other.name.as_str())
            .collect();
        text += &format!(" (not {})", names.join(", "));
    }
    text
}

fn covers(rule: &RuleRef) -> String {
    let codes = match rule.category_prefix.as_str() {
        "" => "everything".to_owned(),
        prefix => format!("{prefix}*"),
    };
    let kind = rule
        .zone_kind
        .map_or(String::new(), |kind| format!(" ({})", kind.word(Lang::En)));
    match &rule.place {
        RulePlace::Zone { name, .. }
        | RulePlace::Street { name, .. }
        | RulePlace::District { name, .. } => {
            format!("{codes} in {name}{kind}")
        }
        RulePlace::Everywhere => format!("{codes} everywhere{kind}"),
    }
}

pub fn limit(limit: Limit) -> String {
    let plural = if limit.value == 1 { "" } else { "s" };
    format!("{} {}{plural}", limit.value, en::limit_unit(limit.unit))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_048_576 => format!("{} KB", bytes / 1_024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

fn about(minutes: u64) -> String {
    match minutes {
        0..=90 => format!("{minutes} minutes"),
        _ => format!("{} hours", minutes.div_ceil(60)),
    }
}
