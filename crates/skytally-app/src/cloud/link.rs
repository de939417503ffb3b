//! What a person needs to make the role: an external id, a template, a link that fills both in.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use data_encoding::BASE32_NOPAD;
use skytally_catalog::{Catalog, policy};
use skytally_model::{Partition, Region};

/// Random bytes of an external id. AWS asks for none; 128 bits are what nobody guesses.
pub const EXTERNAL_ID_BYTES: usize = 20;

/// The external id of one cloud account, from bytes that nobody can foretell. STS allows letters, digits and a hyphen.
pub fn external_id(random: &[u8; EXTERNAL_ID_BYTES]) -> String {
    format!("skytally-{}", BASE32_NOPAD.encode(random).to_lowercase())
}

/// The template with the role and the policy, as `skytally policy --format cloudformation` prints it, with whom to trust.
pub fn template(catalog: &Catalog, principal: Option<&str>) -> String {
    let actions: BTreeSet<String> = policy::actions(catalog);
    policy::template(&actions, principal)
}

/// A link to AWS's console with a page that makes the stack, everything filled in. CloudFormation reads templates from S3
/// only, so `template_url` is of a bucket. A name of a stack has letters, digits and hyphens.
pub fn quick_create_link(
    region: &Region,
    template_url: &str,
    stack_name: &str,
    external_id: &str,
    principal: &str,
) -> String {
    let domain = match Partition::of(region) {
        Partition::Aws => "console.aws.amazon.com",
        Partition::AwsCn => "console.amazonaws.cn",
        Partition::AwsUsGov => "console.amazonaws-us-gov.com",
    };
    let mut link =
        format!("https://{region}.{domain}/cloudformation/home?region={region}#/stacks/create/review");
    let parameters = [
        ("templateURL".to_owned(), template_url),
        ("stackName".to_owned(), stack_name),
        (format!("param_{}", policy::PRINCIPAL_PARAMETER), principal),
        (format!("param_{}", policy::EXTERNAL_ID_PARAMETER), external_id),
    ];
    for (at, (name, value)) in parameters.iter().enumerate() {
        link.push(if at == 0 { '?' } else { '&' });
        link.push_str(name);
        link.push('=');
        encode(&mut link, value);
    }
    link
}

/// Percent-encodes all but the characters that no part of a URL gives a meaning to (RFC 3986, 2.3).
fn encode(link: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                link.push(char::from(byte));
            }
            // Writing into a text does not fail.
            _ => _ = write!(link, "%{byte:02X}"),
        }
    }
}

/// Whom a role must trust so that this caller may assume it.
///
/// A session of a role ends, and its ARN with it: the role itself is trusted. Roles of AWS's single sign-on lie in a path
/// that a session does not tell, so their account is trusted.
pub fn trusted_principal(caller: &str) -> String {
    let fields: Vec<&str> = caller.splitn(6, ':').collect();
    let [arn, partition, "sts", region, account, what] = fields[..] else { return caller.to_owned() };
    let Some(session) = what.strip_prefix("assumed-role/") else { return caller.to_owned() };
    let role = session.split('/').next().unwrap_or(session);
    let trusted =
        if role.starts_with("AWSReservedSSO_") { "root".to_owned() } else { format!("role/{role}") };
    format!("{arn}:{partition}:iam:{region}:{account}:{trusted}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_external_id_is_long_and_of_what_sts_and_the_template_allow() {
        let id = external_id(&[0xff; EXTERNAL_ID_BYTES]);
        assert_eq!(id, "skytally-77777777777777777777777777777777");
        assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@:/-".contains(c)));
        let mut ids = BTreeSet::new();
        for byte in 0..EXTERNAL_ID_BYTES {
            for bit in 0..8 {
                let mut random = [0; EXTERNAL_ID_BYTES];
                random[byte] = 1 << bit;
                ids.insert(external_id(&random));
            }
        }
        assert_eq!(ids.len(), EXTERNAL_ID_BYTES * 8, "each of its bits makes another id");
    }

    #[test]
    fn links_go_to_the_console_of_the_region() {
        let link = |region: &str| {
            let region: Region = region.parse().unwrap();
            let url = "https://skytally.s3.amazonaws.com/t.yaml?v=1&x=2";
            quick_create_link(
                &region,
                url,
                "Skytally",
                "a=b+c/d:e@f,g",
                "arn:aws:iam::123456789012:role/S k#y",
            )
        };
        assert_eq!(
            link("eu-west-1"),
            "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/create/review\
             ?templateURL=https%3A%2F%2Fskytally.s3.amazonaws.com%2Ft.yaml%3Fv%3D1%26x%3D2&stackName=Skytally\
             &param_TrustedPrincipal=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FS%20k%23y\
             &param_ExternalId=a%3Db%2Bc%2Fd%3Ae%40f%2Cg"
        );
        for (region, start) in [
            ("cn-north-1", "https://cn-north-1.console.amazonaws.cn/cloudformation/home?region=cn-north-1#/"),
            (
                "us-gov-west-1",
                "https://us-gov-west-1.console.amazonaws-us-gov.com/cloudformation/home?region=",
            ),
        ] {
            assert!(link(region).starts_with(start), "{}", link(region));
        }
    }

    /// What a browser's reader of links makes of a value.
    fn decoded(text: &str) -> String {
        let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
        while let [first, tail @ ..] = rest {
            rest = tail;
            if *first != b'%' {
                bytes.push(*first);
                continue;
            }
            let (hex, tail) = rest.split_at(2);
            bytes.push(u8::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap());
            rest = tail;
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn any_character_comes_through_the_link_and_none_breaks_out() {
        let region: Region = "eu-west-1".parse().unwrap();
        let all = (0..=0x2fff).chain(0x1_f300..0x1_f700).filter_map(char::from_u32);
        let plain = quick_create_link(&region, "u", "s", "e", "p");
        for character in all {
            let odd = format!("{character}a{character}");
            for link in [
                quick_create_link(&region, &odd, "s", "e", "p"),
                quick_create_link(&region, "u", &odd, "e", "p"),
                quick_create_link(&region, "u", "s", &odd, "p"),
                quick_create_link(&region, "u", "s", "e", &odd),
            ] {
                let (_, values) = link.split_once("/review?").unwrap();
                let values: Vec<(&str, String)> = values
                    .split('&')
                    .map(|pair| pair.split_once('=').map(|(name, value)| (name, decoded(value))).unwrap())
                    .collect();
                let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
                assert_eq!(names, ["templateURL", "stackName", "param_TrustedPrincipal", "param_ExternalId"]);
                assert_eq!(values.iter().filter(|(_, value)| *value == odd).count(), 1, "{link}");
                assert_eq!(link.matches(['#', '?']).count(), plain.matches(['#', '?']).count(), "{link}");
                let safe = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{}|".contains(c);
                assert!(link.chars().all(safe), "{link}");
            }
        }
    }

    #[test]
    fn what_outlives_a_session_is_trusted() {
        for (caller, trusted) in [
            ("arn:aws:iam::123456789012:user/a/b", "arn:aws:iam::123456789012:user/a/b"),
            ("arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:root"),
            (
                "arn:aws:sts::123456789012:assumed-role/Service/i-0abc",
                "arn:aws:iam::123456789012:role/Service",
            ),
            (
                "arn:aws-cn:sts::123456789012:assumed-role/Service/i-0abc",
                "arn:aws-cn:iam::123456789012:role/Service",
            ),
            (
                "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123/ana",
                "arn:aws:iam::123456789012:root",
            ),
            ("arn:aws:sts::123456789012:federated-user/ana", "arn:aws:sts::123456789012:federated-user/ana"),
        ] {
            assert_eq!(trusted_principal(caller), trusted);
        }
    }

    #[test]
    fn the_template_is_that_of_the_command_and_names_whom_to_trust() {
        let catalog = Catalog::embedded().unwrap();
        let arn = "arn:aws:iam::123456789012:role/Skytally";
        let (open, named) = (template(&catalog, None), template(&catalog, Some(arn)));
        let default = format!("    Default: \"{arn}\"\n");
        assert!(!open.contains(&default));
        assert_eq!(named.replace(&default, ""), open);
        // A link cannot fill in what is hidden.
        assert!(!open.contains("NoEcho"));
        for name in [policy::PRINCIPAL_PARAMETER, policy::EXTERNAL_ID_PARAMETER] {
            assert!(
                open.contains(&format!("\n  {name}:\n    Type: String"))
                    && open.contains(&format!("!Ref {name}"))
            );
        }
        let actions = policy::actions(&catalog);
        assert!(actions.len() > 100 && actions.iter().all(|action| open.contains(&format!("- {action}\n"))));
        let size = policy::size(&policy::document(&actions));
        assert!(size <= policy::POLICY_MAX_CHARACTERS, "{size}");
    }
}
