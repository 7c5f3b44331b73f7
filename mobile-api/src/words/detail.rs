//! The messages: one variant for everything that can be said about what went wrong, with what the
//! sentence names. The wording is in zh.rs and en.rs; a new variant needs a line in both and a sample in tests.rs.

use crate::action::Action;
use crate::auth::Permission;
use crate::case::CaseState;
use crate::ranking::RankingStatus;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    // Signing in, and who may
    SignInRequired,
    TokenExpired,
    TokenInvalid,
    SessionEnded,
    CredentialsWrong,
    AccountDisabled,
    PasswordChangeRequired,
    RefreshTokenInvalid,
    RefreshTokenReused,
    PermissionNeeded {
        permission: Permission,
    },
    /// The right is held, in another or a smaller part of the city.
    BeyondScope {
        permission: Permission,
    },
    RoleMayNot {
        action: Action,
    },
    CaseBeyondScope,
    OriginalNotYours,
    NotTheDepartment,
    OwnWorkUnverifiable,
    OwnDepartmentUnjudgeable,
    LaterExtensionsByLeader,
    AccountBeyondScope,
    ScopeTooWide,
    UnitBeyondScope,

    // Addresses, bodies, parameters
    NotFound,
    NoSuchAddress,
    MethodNotAllowed {
        method: String,
    },
    BodyEmpty,
    BodyNotJson {
        line: usize,
        column: usize,
    },
    BodyTooLarge {
        limit_bytes: u64,
    },
    MediaTypeExpected {
        expected: String,
    },
    FieldsInvalid {
        count: usize,
    },
    FieldMissing {
        name: String,
    },
    FieldUnknown {
        name: String,
    },
    FieldRepeated {
        name: String,
    },
    FieldUnreadable,
    FieldNotOneOf {
        given: String,
    },
    FieldEmpty,
    NulInText,
    TextTooLong {
        most: u64,
    },
    PasswordTooShort {
        least: u64,
    },
    PasswordTooLong {
        most: u64,
    },
    PasswordGuessable,
    PasswordUnchanged,
    OldPasswordWrong,
    NumberOutOfRange {
        least: i64,
        most: i64,
    },
    NotATime,
    NotAnId,
    NotAHash,
    NamedTwice,
    ParameterUnreadable {
        name: String,
    },
    ParameterUnknown {
        name: String,
    },
    BoxInvalid,
    CursorInvalid,

    // Places and times
    LonOutOfRange,
    LatOutOfRange,
    LonLatSwapped,
    AccuracyOutOfRange,
    CrsMissing,
    CrsUnknown {
        given: String,
    },
    TimeInFuture,
    TimeTooLongAgo {
        days: i64,
    },
    EndsBeforeStart,
    VisitTooLong {
        hours: i64,
    },
    OutsideTheVisit,
    TooManyTrackPoints {
        most: u64,
    },

    // What is referred to
    CategoryUnknown {
        scheme: String,
        code: String,
    },
    CategoryInactive {
        code: String,
    },
    DepartmentUnknown {
        code: String,
    },
    DepartmentInactive {
        code: String,
    },
    UnitUnknown {
        code: String,
    },
    ZoneUnknown {
        code: String,
    },
    CaseUnknown,
    CaseItself,
    CampaignUnknown,
    PeriodUnknown {
        given: String,
    },

    // Photos
    PhotosMissing {
        count: usize,
    },
    PhotoMissing,
    PhotoReused,
    NotEnoughPhotos {
        least: u64,
    },
    TooManyPhotos {
        most: u64,
    },
    TooManyCommentPhotos {
        most: u64,
    },
    PhotoHashMismatch {
        actual: String,
    },
    PhotoEmpty,
    PhotoUnreadable,
    PhotoTruncated,
    PhotoTooLarge {
        limit_bytes: u64,
    },
    PhotoTooManyPixels {
        pixels: u64,
        limit: u64,
    },
    PhotoSideTooLong {
        width: u32,
        height: u32,
        limit: u32,
    },
    PhotoTypeUnsupported,

    // Conflicts
    IdTaken,
    CommandIdTaken,
    VersionStale {
        current: i64,
    },
    CampaignStale {
        current: i64,
    },
    RoutingTableStale {
        current: i64,
    },
    ActionNotInState {
        action: Action,
        state: CaseState,
    },
    SameDepartmentAlready,
    ReasonNeededForOtherDepartment,
    NoExtensionRequested,
    ExtensionAlreadyRequested,
    NothingHandledYet,
    RankingNotInState {
        status: RankingStatus,
    },
    RankingExists {
        period: String,
    },
    PeriodNotOver {
        period: String,
    },
    /// The list of that earlier period was published after this one was built.
    RankingOutdated {
        period: String,
    },

    // Imports
    ImportHasFaults {
        count: usize,
    },
    /// So many are told.
    ImportHasMoreFaults {
        told: usize,
    },
    RowsTooMany {
        most: u64,
    },
    ColumnsTooMany {
        most: u64,
    },
    ImportEmpty,
    RowUnreadable,
    ColumnMissing {
        name: String,
    },
    ColumnUnknown {
        name: String,
    },
    EncodingInvalid {
        byte: u64,
        line: u64,
    },
    EncodingGbk {
        line: u64,
    },
    EncodingMarked,
    TomlInvalid {
        line: u64,
        column: u64,
    },
    CodeMalformed {
        code: String,
    },
    UsernameMalformed {
        given: String,
    },
    UnitOfOtherKind {
        code: String,
    },
    SecondCity {
        code: String,
    },
    StreetWithoutDistrict {
        code: String,
    },
    DistrictOfOtherStreet {
        code: String,
    },
    PlacesDisagree,
    LastAdmin,
    FormulaRefused,
    CodeDuplicate {
        code: String,
    },
    ReferenceUnknown {
        code: String,
    },
    ReferenceCycle {
        code: String,
    },
    GeometryInvalid,
    GeometryNotClosed,
    GeometryTooFewPoints,
    GeometryWithoutArea,
    GeometrySelfCrossing {
        lon: String,
        lat: String,
    },
    GeometryHoleOutside,
    GeometryPartsOverlap,
    GeometryOutOfRange,
    GeometryShifted {
        percent: u64,
    },
    GeometryDisplaced {
        metres: u64,
    },
    ValidityReversed,
    ValidityOverlap {
        code: String,
    },
    RuleDuplicate {
        number: i64,
    },
    CalendarDayTwice {
        day: String,
    },
    CalendarYearUnpublished {
        year: i16,
    },
    CalendarYearMissing {
        year: i16,
    },
    CalendarHoursInvalid,
    RulebookValueOutOfRange {
        field: String,
        least: i64,
        most: i64,
    },
    RulebookWeightsSum {
        field: String,
    },
    RulebookBarsCross {
        field: String,
    },
    RulebookOutOfOrder {
        field: String,
    },
    RulebookFieldUnreadable {
        field: String,
    },
    StillInUse {
        code: String,
    },

    // The clock
    TimeNotInDoubt,
    TimeOutOfOrder,
    NoTimeToCorrect,
    ClockInDoubt,
    ClockNotInDoubt,
    /// Both by the city's time.
    ClockBehindRecords {
        wall: String,
        latest: String,
    },
    ClockNotAsRead {
        wall: String,
        read: String,
    },

    // Later, and ours
    BodyTooSlow,
    ReportsLimited {
        per_hour: u64,
        minutes: u64,
    },
    ActsLimited {
        minutes: u64,
    },
    UploadsLimited {
        minutes: u64,
    },
    RateLimited {
        retry_after_s: u64,
    },
    Overloaded {
        retry_after_s: u64,
    },
    StorageUnavailable {
        retry_after_s: u64,
    },
    StorageFull,
    Internal,
}
