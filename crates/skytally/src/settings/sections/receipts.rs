//! `[receipts]`: where the files of receipts are kept, how many and how large they may be, and whether they are read.

use std::path::{Path, PathBuf};

use skytally_model::Region;

use super::vault::region;
use crate::settings::address::HttpUrl;
use crate::settings::fault::Origin;
use crate::settings::form::{of_characters, one_of, path, switch, web, whole};
use crate::settings::reader::Section;

/// The folder for receipts in the data folder.
const FOLDER: &str = "receipts";

/// The files of receipts.
#[derive(Debug, Clone)]
pub(crate) struct Receipts {
    pub(crate) place: FilesPlace,
    /// The largest file.
    pub(crate) file_max_bytes: usize,
    /// All files of one workspace.
    pub(crate) workspace_max_bytes: i64,
    /// Whether this node reads them.
    pub(crate) read: bool,
    /// Receipts that it reads at the same time.
    pub(crate) reads_at_once: usize,
}

/// Where files are kept.
#[derive(Debug, Clone)]
pub(crate) enum FilesPlace {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of S3.
    S3(Bucket),
}

/// A bucket of S3, and where in it.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    /// What all names in it begin with; may be empty.
    pub(crate) prefix: String,
    pub(crate) region: Region,
    /// Another address in place of S3's.
    pub(crate) endpoint_url: Option<HttpUrl>,
}

#[derive(Clone, Copy, PartialEq)]
enum Word {
    Folder,
    S3,
}

impl Receipts {
    pub(crate) fn read(section: &mut Section<'_>, data: Option<&Path>) -> Option<Self> {
        let word = section.value("store", one_of([("folder", Word::Folder), ("s3", Word::S3)]));
        let folder = section.optional("folder", path("the path of a folder"));
        let bucket = section.optional(
            "s3_bucket",
            of_characters(
                "the name of a bucket: 3 to 63 small letters, digits, dots and hyphens",
                3..=63,
                |c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c),
            ),
        );
        let prefix = section.optional(
            "s3_prefix",
            of_characters("a name of 1 to 200 letters, digits or any of / _ . -", 1..=200, |c| {
                c.is_ascii_alphanumeric() || "/_.-".contains(c)
            }),
        );
        let s3_region = section.optional("s3_region", region());
        let endpoint_url = section.optional("s3_endpoint_url", web());
        let file_max = section.value("file_max_bytes", whole(65_536..=67_108_864));
        let workspace_max = section.value("workspace_max_megabytes", whole::<i64>(1..=1_048_576));
        let read = section.value("read", switch());
        let at_once = section.value("reads_at_once", whole(1..=16));
        let place = match word? {
            Word::Folder => {
                let given = section.given(&["s3_bucket", "s3_prefix", "s3_region", "s3_endpoint_url"]);
                if let Some(given) = given
                    && section.origin("store") == Origin::Default
                {
                    section.fault(
                        given,
                        "is given, but receipts.store was left at \"folder\"; say store = \"s3\", or, if that is \
                         not meant, store = \"folder\"",
                    );
                    return None;
                }
                let folder = match folder? {
                    Some(folder) => folder,
                    None => {
                        let folder = data?.join(FOLDER);
                        section.means("folder", folder.display().to_string());
                        folder
                    }
                };
                FilesPlace::Folder(folder)
            }
            Word::S3 => {
                let (bucket, prefix, s3_region) = (bucket?, prefix?, s3_region?);
                let Some(name) = bucket else {
                    section.fault("store", "is \"s3\"; name the bucket in receipts.s3_bucket");
                    return None;
                };
                let Some(region) = s3_region else {
                    section.fault("store", "is \"s3\"; name the bucket's region in receipts.s3_region");
                    return None;
                };
                let prefix = prefix.unwrap_or_default();
                FilesPlace::S3(Bucket { name, prefix, region, endpoint_url: endpoint_url? })
            }
        };
        let (file_max_bytes, workspace_max_bytes) = (file_max?, workspace_max? * 1_048_576);
        if i64::try_from(file_max_bytes).unwrap_or(i64::MAX) > workspace_max_bytes {
            section.clash(
                &["file_max_bytes", "workspace_max_megabytes"],
                "receipts.file_max_bytes is more than receipts.workspace_max_megabytes has room for; make it less",
            );
        }
        Some(Self { place, file_max_bytes, workspace_max_bytes, read: read?, reads_at_once: at_once? })
    }
}
