//! Photos: what is known about one after it was uploaded. The bytes themselves are the body of the call.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::hash::Sha256;
use crate::position::Point;
use crate::time::Time;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Photo {
    pub sha256: Sha256,
    pub bytes: u64,
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// As shown upright.
    pub width: u32,
    pub height: u32,
    /// When EXIF says it was taken; without an offset in EXIF the city's time is assumed.
    pub taken_at: Option<Time>,
    /// Where EXIF says it was taken, WGS-84.
    pub position: Option<Point>,
    pub camera: Option<String>,
    /// EXIF orientation, 1 to 8.
    #[schema(minimum = 1, maximum = 8)]
    pub orientation: u8,
    /// Perceptual fingerprint, 16 hex digits; compare by the number of differing bits.
    #[schema(pattern = "^[0-9a-f]{16}$")]
    pub phash: String,
    pub flags: Vec<Flag>,
    pub urls: PhotoUrls,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhotoUrls {
    pub original: String,
    pub display: String,
    pub thumbnail: String,
}

impl PhotoUrls {
    pub fn of(sha256: Sha256) -> PhotoUrls {
        let photo = format!("/api/v1/photos/{sha256}/");
        let url = |copy: PhotoCopy| [photo.as_str(), copy.name()].concat();
        PhotoUrls {
            original: url(PhotoCopy::Original),
            display: url(PhotoCopy::Display),
            thumbnail: url(PhotoCopy::Thumbnail),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhotoCopy {
    /// The bytes as they came, for staff in scope only.
    Original,
    Display,
    Thumbnail,
}

impl PhotoCopy {
    pub fn name(self) -> &'static str {
        match self {
            PhotoCopy::Original => "original",
            PhotoCopy::Display => "display",
            PhotoCopy::Thumbnail => "thumbnail",
        }
    }
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PhotoRole {
    Before,
    After,
    Verify,
}

impl PhotoRole {
    pub const ALL: [PhotoRole; 3] = [PhotoRole::Before, PhotoRole::After, PhotoRole::Verify];
}

/// A doubt about a photo, shown to whoever judges it; never a refusal.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The very same picture is on another case.
    Reused,
    NearDuplicate,
    TakenBeforeReport,
    TakenLongBeforeUpload,
    FarFromCase,
    NoTakenTime,
    ClockSkew,
    /// A part of the picture could not be decoded.
    PictureDamaged,
    /// What the camera wrote into the picture could be read in part only.
    ExifDamaged,
}

impl Flag {
    pub const ALL: [Flag; 9] = [
        Flag::Reused,
        Flag::NearDuplicate,
        Flag::TakenBeforeReport,
        Flag::TakenLongBeforeUpload,
        Flag::FarFromCase,
        Flag::NoTakenTime,
        Flag::ClockSkew,
        Flag::PictureDamaged,
        Flag::ExifDamaged,
    ];
}
