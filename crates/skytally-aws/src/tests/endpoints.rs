//! Hosts and signing regions, from the models that the program carries.

use skytally_model::Region;

use crate::endpoint::{EndpointError, Overrides, Place, place};

fn ask(
    service: &str,
    region: &str,
    overrides: &Overrides,
    prefix: Option<&str>,
) -> Result<Place, EndpointError> {
    let catalog = super::catalog();
    let model = catalog.model(service).unwrap();
    // A world-wide listing is asked in the home region of its partition, which the user's region decides.
    let region: Region = region.parse().unwrap();
    let partition = skytally_model::Partition::of(&region);
    place(service, &model, &region, partition, overrides, prefix)
}

#[test]
fn every_partition_has_its_hosts() {
    for (service, region, host, signed) in [
        ("ec2", "eu-west-1", "ec2.eu-west-1.amazonaws.com", "eu-west-1"),
        ("ec2", "cn-north-1", "ec2.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("ec2", "us-gov-east-1", "ec2.us-gov-east-1.amazonaws.com", "us-gov-east-1"),
        ("s3", "us-east-1", "s3.us-east-1.amazonaws.com", "us-east-1"),
        ("s3", "cn-northwest-1", "s3.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ("sts", "eu-south-2", "sts.eu-south-2.amazonaws.com", "eu-south-2"),
        ("iam", "eu-west-1", "iam.amazonaws.com", "us-east-1"),
        ("iam", "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("iam", "us-gov-east-1", "iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("organizations", "eu-west-1", "organizations.us-east-1.amazonaws.com", "us-east-1"),
        ("organizations", "us-gov-east-1", "organizations.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("route53", "ap-south-1", "route53.amazonaws.com", "us-east-1"),
        ("route53", "cn-north-1", "route53.amazonaws.com.cn", "cn-northwest-1"),
        ("cloudfront", "eu-west-1", "cloudfront.amazonaws.com", "us-east-1"),
        ("health", "eu-west-1", "global.health.amazonaws.com", "us-east-1"),
        ("accessanalyzer", "eu-west-1", "access-analyzer.eu-west-1.amazonaws.com", "eu-west-1"),
    ] {
        let place = ask(service, region, &Overrides::default(), None).unwrap();
        assert_eq!(
            (place.base.as_str(), place.signing_region.as_str()),
            (&*format!("https://{host}"), signed),
            "{service} {region}"
        );
    }
}

#[test]
fn every_service_is_asked_somewhere() {
    let catalog = super::catalog();
    for service in catalog.services() {
        let place = ask(&service.service, "us-east-1", &Overrides::default(), None);
        let place = place.unwrap_or_else(|error| panic!("{}: {error}", service.service));
        assert!(place.base.starts_with("https://") && place.base.ends_with(".amazonaws.com"), "{place:?}");
        assert!(!place.base.contains('{'), "{place:?}");
    }
}

#[test]
fn an_own_address_takes_the_place_of_the_host() {
    let mut overrides = Overrides { all: Some("http://127.0.0.1:5000/".to_owned()), ..Overrides::default() };
    overrides.by_service.insert("s3".to_owned(), "http://localhost:9000/base".to_owned());
    for (service, base, signed) in [
        ("ec2", "http://127.0.0.1:5000", "eu-west-1"),
        ("s3", "http://localhost:9000/base", "eu-west-1"),
        ("iam", "http://127.0.0.1:5000", "us-east-1"),
    ] {
        let place = ask(service, "eu-west-1", &overrides, None).unwrap();
        assert_eq!((&*place.base, &*place.signing_region, place.host), (base, signed, None), "{service}");
    }
    for wrong in ["nonsense", "ftp://x", "http://"] {
        let overrides = Overrides { all: Some(wrong.to_owned()), ..Overrides::default() };
        assert_eq!(
            ask("ec2", "eu-west-1", &overrides, None),
            Err(EndpointError::BadOverride(wrong.to_owned()))
        );
    }
}

#[test]
fn a_host_prefix_goes_before_a_name_and_never_before_an_address() {
    let prefix = Some("111122223333.");
    let standard = ask("s3control", "eu-west-1", &Overrides::default(), prefix).unwrap();
    assert_eq!(standard.base, "https://111122223333.s3-control.eu-west-1.amazonaws.com");
    let named = Some("111122223333.s3-control.eu-west-1.amazonaws.com".to_owned());
    for (given, base, host) in [
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000", named.clone()),
        ("http://[::1]:5000", "http://[::1]:5000", named.clone()),
        ("http://localhost:5000", "http://localhost:5000", named),
        ("https://t:8443", "https://111122223333.t:8443", None),
        ("https://vpce-1.example.com", "https://111122223333.vpce-1.example.com", None),
        ("https://aws.example.com:8443/x", "https://111122223333.aws.example.com:8443/x", None),
    ] {
        let overrides = Overrides { all: Some(given.to_owned()), ..Overrides::default() };
        let place = ask("s3control", "eu-west-1", &overrides, prefix).unwrap();
        assert_eq!((place.base.as_str(), place.host), (base, host), "{given}");
    }
}
