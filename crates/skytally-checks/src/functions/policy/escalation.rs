//! Which known paths to more power a set of identity policies opens.

use super::{PATHS, Policy, Selection, Statement, admin};

/// The names of the known escalation paths whose every action the policies, taken together, allow (see
/// [`super::allows`] for what counts as allowed). Sorted as in [`PATHS`].
///
/// A grant of `iam:CreateAccessKey`, `iam:CreateLoginProfile` or `iam:UpdateLoginProfile` on nothing but the
/// caller's own user (`…:user/${aws:username}`, as in AWS's
/// [example](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html))
/// does not count, for it gives no power that the caller lacks.
pub fn privilege_escalations(policies: &[Policy]) -> Vec<String> {
    PATHS
        .iter()
        .filter(|path| {
            path.actions.iter().all(|action| {
                admin::allows_by(policies, action, |s| !(path.harmless_on_oneself && on_oneself(s)))
            })
        })
        .map(|path| path.name.to_owned())
        .collect()
}

fn on_oneself(statement: &Statement) -> bool {
    matches!(&statement.resources, Selection::Only(list)
    if !list.is_empty() && list.iter().all(|r| {
        let own = r.to_ascii_lowercase();
        own.contains(":user/") && own.ends_with("/${aws:username}")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn found(statements: Value) -> Vec<String> {
        privilege_escalations(&[Policy::parse(&json!({"Statement": statements})).unwrap()])
    }

    fn allow(actions: &[&str]) -> Value {
        json!({"Effect": "Allow", "Action": actions, "Resource": "*"})
    }

    #[test]
    fn each_path_is_found_by_just_its_actions_and_by_nothing_less() {
        for path in PATHS {
            assert!(found(allow(path.actions)).contains(&path.name.to_owned()), "{}", path.name);
            for missing in path.actions {
                let rest: Vec<&str> = path.actions.iter().copied().filter(|a| a != missing).collect();
                assert!(
                    !found(allow(&rest)).contains(&path.name.to_owned()),
                    "{} without {missing}",
                    path.name
                );
            }
        }
    }

    #[test]
    fn the_table_is_well_formed() {
        let mut names: Vec<&str> = PATHS.iter().map(|p| p.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PATHS.len(), "names are unique");
        for path in PATHS {
            assert!(!path.actions.is_empty());
            for action in path.actions {
                let (service, name) = action.split_once(':').unwrap();
                assert!(
                    service.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                    "{action}"
                );
                assert!(
                    name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains('*'),
                    "{action}"
                );
            }
        }
    }

    #[test]
    fn the_whole_of_iam_opens_all_of_its_paths_and_reading_opens_none() {
        let all = found(allow(&["*"]));
        assert_eq!(all.len(), PATHS.len());
        assert!(found(allow(&["iam:*"])).len() >= 14);
        assert!(found(allow(&["iam:Get*", "iam:List*", "ec2:Describe*", "s3:Get*"])).is_empty());
        assert!(found(json!([])).is_empty());
        assert!(found(json!([allow(&["*"]), {"Effect": "Deny", "Action": "*", "Resource": "*"}])).is_empty());
    }

    #[test]
    fn ones_own_keys_are_no_escalation() {
        let on = |resource: &str| {
            found(json!({"Effect": "Allow", "Action": ["iam:CreateAccessKey", "iam:AttachUserPolicy"],
                "Resource": resource}))
        };
        assert_eq!(on("arn:aws:iam::*:user/${aws:username}"), ["iam-attach-user-policy"]);
        assert_eq!(on("arn:aws:iam::*:user/*"), ["iam-create-access-key", "iam-attach-user-policy"]);
    }

    #[test]
    fn actions_in_two_policies_add_up() {
        let part = |action: &str| Policy::parse(&json!({"Statement": allow(&[action])})).unwrap();
        let both = [part("iam:PassRole"), part("ec2:RunInstances")];
        assert_eq!(privilege_escalations(&both), ["pass-role-ec2-run-instances"]);
        assert!(privilege_escalations(&both[..1]).is_empty());
    }
}
