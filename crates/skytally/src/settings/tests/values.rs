//! What settings come to: one value, in which nothing contradicts itself.

use std::path::Path;
use std::time::Duration;

use super::super::sections::mail::{SmtpTls, Transport};
use super::super::sections::people::SignUp;
use super::super::sections::receipts::FilesPlace;
use super::super::sections::store::Database;
use super::super::sections::vault::{Keys, SealedPlace};
use super::{Folder, ServeFlags, Settings, read, read_with, wrong};

fn good(folder: &Folder, toml: &str) -> Settings {
    read(folder, toml, &[]).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn nothing_but_a_data_folder_is_needed() {
    let folder = Folder::new("nothing");
    let settings = good(&folder, "");
    let data = folder.path("skytally-data");
    let data = Path::new(&data);
    assert_eq!(settings.data.folder, data);
    assert!(!data.exists(), "reading settings makes nothing");
    assert!(matches!(&settings.store.database, Database::Sqlite(file) if *file == data.join("skytally.db")));
    assert_eq!(settings.vault.keys, Keys::File(data.join("vault.key")));
    assert_eq!(settings.vault.place, SealedPlace::Store);
    assert!(matches!(&settings.mail.transport, Transport::Folder(folder) if *folder == data.join("mail")));
    let receipts = &settings.receipts;
    assert!(matches!(&receipts.place, FilesPlace::Folder(folder) if *folder == data.join("receipts")));
    assert!(receipts.read && receipts.file_max_bytes == 10 << 20 && receipts.workspace_max_bytes == 2 << 30);
    assert_eq!(settings.people.sign_up, SignUp::Open);
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8280");
    assert_eq!(settings.server.shutdown_grace, Duration::from_secs(4));
    assert_eq!(settings.collection.every, Duration::from_mins(15));
    assert_eq!(settings.file, None);
    assert!(!settings.server.is_https());
}

#[test]
fn the_public_address_is_the_given_one_or_the_one_that_is_listened_on() {
    let folder = Folder::new("public");
    let bound = "127.0.0.1:4711".parse().unwrap();
    assert_eq!(good(&folder, "").server.public_url(bound), "http://127.0.0.1:4711");
    let toml =
        "[server]\npublic_url = \"https://skytally.example.com/\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n";
    let settings = good(&folder, toml);
    assert_eq!(settings.server.public_url(bound), "https://skytally.example.com");
    assert!(settings.server.is_https());
}

#[test]
fn a_kms_key_and_secrets_manager_know_their_regions() {
    let folder = Folder::new("kms");
    let key = "arn:aws:kms:eu-west-1:123456789012:key/a";
    let toml = format!(
        "[vault]\nkeys = \"aws-kms\"\nkms_key = \"{key}\"\nplace = \"aws-secrets-manager\"\n\
         secrets_region = \"us-east-1\"\nsecrets_prefix = \"acme/\"\nendpoint_url = \"http://127.0.0.1:5000\"\n"
    );
    let settings = good(&folder, &toml);
    assert_eq!(
        settings.vault.keys,
        Keys::AwsKms { key: key.to_owned(), region: "eu-west-1".parse().unwrap() }
    );
    let place =
        SealedPlace::AwsSecretsManager { prefix: "acme/".to_owned(), region: "us-east-1".parse().unwrap() };
    assert_eq!(settings.vault.place, place);
    assert_eq!(settings.vault.endpoint_url.as_ref().map(|url| url.as_str()), Some("http://127.0.0.1:5000"));
    assert!(settings.to_toml().contains("kms_region = \"\"  # default: eu-west-1"));
}

#[test]
fn a_mail_server_comes_with_its_login() {
    let folder = Folder::new("smtp");
    let toml = "[mail]\ntransport = \"smtp\"\nfrom = \"a@example.com\"\n[mail.smtp]\nhost = \"mail.example.com\"\n\
                port = 465\ntls = \"tls\"\n";
    let settings = good(&folder, toml);
    let Transport::Smtp(smtp) = &settings.mail.transport else { panic!("it is SMTP") };
    assert_eq!((smtp.host.as_str(), smtp.port, smtp.tls), ("mail.example.com", 465, SmtpTls::Tls));
    assert!(smtp.login.is_none());
    assert_eq!(settings.mail.from, "a@example.com");
}

#[test]
fn pictures_leave_the_machine_only_where_somebody_said_so() {
    let folder = Folder::new("pictures");
    assert!(good(&folder, "").receipt_reader.textract.is_none());
    let toml = "[receipt_reader]\npictures_by = \"textract\"\ntextract_region = \"eu-central-1\"\n\
                textract_endpoint_url = \"http://127.0.0.1:5000\"\n";
    let textract = good(&folder, toml).receipt_reader.textract.expect("it was said");
    assert_eq!(textract.region.as_str(), "eu-central-1");
    assert_eq!(textract.endpoint_url.as_ref().map(|url| url.as_str()), Some("http://127.0.0.1:5000"));
    // Whoever says that it is tesseract may leave the rest.
    let said = "[receipt_reader]\npictures_by = \"tesseract\"\ntextract_region = \"eu-central-1\"\n";
    assert!(good(&folder, said).receipt_reader.textract.is_none());
    let flags = ServeFlags { pictures_by: Some("tesseract".to_owned()), ..ServeFlags::default() };
    let flagged = read_with(&folder, toml, &[], &flags);
    assert!(flagged.unwrap_or_else(|faults| panic!("{faults}")).receipt_reader.textract.is_none());
    for (toml, told) in [
        (
            "textract_region = \"eu-central-1\"\n",
            "receipt_reader.textract_region is given, but receipt_reader.pictures_by was left at \"tesseract\"",
        ),
        (
            "textract_endpoint_url = \"http://127.0.0.1:5000\"\n",
            "receipt_reader.textract_endpoint_url is given, but receipt_reader.pictures_by was left at",
        ),
        (
            "pictures_by = \"textract\"\n",
            "name the region that pictures are sent to in receipt_reader.textract_region",
        ),
        ("pictures_by = \"aws\"\n", "one of \"tesseract\", \"textract\""),
        ("pictures_by = \"textract\"\ntextract_region = \"Europe\"\n", "an AWS region such as eu-central-1"),
    ] {
        let said = wrong(&folder, &format!("[receipt_reader]\n{toml}"), &[]);
        assert!(said.contains(told), "{toml}: {said}");
    }
}

#[test]
fn receipts_are_kept_in_a_folder_or_in_a_bucket() {
    let folder = Folder::new("receipts");
    let settings = good(&folder, "[receipts]\nfolder = \"papers\"\nread = false\n");
    let place = &settings.receipts.place;
    assert!(
        matches!(place, FilesPlace::Folder(papers) if papers.ends_with("papers") && papers.is_absolute())
    );
    assert!(!settings.receipts.read);
    let toml = "[receipts]\nstore = \"s3\"\ns3_bucket = \"papers.example\"\ns3_region = \"eu-central-1\"\n\
                s3_prefix = \"skytally/one\"\ns3_endpoint_url = \"http://127.0.0.1:5000\"\n";
    let settings = good(&folder, toml);
    let FilesPlace::S3(bucket) = &settings.receipts.place else { panic!("it is S3") };
    assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("papers.example", "skytally/one"));
    assert_eq!(bucket.region.as_str(), "eu-central-1");
    assert_eq!(bucket.endpoint_url.as_ref().map(|url| url.as_str()), Some("http://127.0.0.1:5000"));
    for (toml, told) in [
        ("store = \"s3\"\ns3_region = \"eu-central-1\"\n", "name the bucket in receipts.s3_bucket"),
        ("store = \"s3\"\ns3_bucket = \"papers\"\n", "name the bucket's region in receipts.s3_region"),
        (
            "s3_bucket = \"papers\"\n",
            "receipts.s3_bucket is given, but receipts.store was left at \"folder\"",
        ),
        (
            "store = \"s3\"\ns3_bucket = \"No/Bucket\"\ns3_region = \"eu-central-1\"\n",
            "receipts.s3_bucket is",
        ),
        ("file_max_bytes = 67108864\nworkspace_max_megabytes = 1\n", "has room for; make it less"),
        ("reads_at_once = 0\n", "a whole number from 1 to 16"),
    ] {
        let said = wrong(&folder, &format!("[receipts]\n{toml}"), &[]);
        assert!(said.contains(told), "{toml}: {said}");
    }
}
