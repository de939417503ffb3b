//! The wildcards of policies: `*` is any run of characters, `?` is one character.

/// Patterns longer than this are not compared in the square-time way; the careful answer is given instead.
const LONGEST: usize = 4096;

fn run(pattern: &[char], text: &[char], one: impl Fn(char) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, t));
                p += 1;
                continue;
            }
            Some('?') if one(text[t]) => {
                p += 1;
                t += 1;
                continue;
            }
            Some(&c) if c != '?' && c == text[t] => {
                p += 1;
                t += 1;
                continue;
            }
            _ => {}
        }
        let Some((after, from)) = retry else { return false };
        retry = Some((after, from + 1));
        p = after;
        t = from + 1;
    }
    pattern[p..].iter().all(|&c| c == '*')
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn folded(text: &str) -> Vec<char> {
    text.chars().map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether the pattern matches the text, in any case: how IAM compares the names of actions.
pub(crate) fn matches_in_any_case(pattern: &str, text: &str) -> bool {
    run(&folded(pattern), &folded(text), |_| true)
}

/// Whether everything that `inner` matches is matched by `outer` too. Sound, not complete: a `no` may be wrong.
pub(crate) fn covers(outer: &str, inner: &str) -> bool {
    // A `?` stands for one character, so it may not stand for the `*` of the inner pattern.
    run(&chars(outer), &chars(inner), |c| c != '*')
}

/// As [`covers`], in any case.
pub(crate) fn covers_in_any_case(outer: &str, inner: &str) -> bool {
    run(&folded(outer), &folded(inner), |c| c != '*')
}

/// Whether some text is matched by both patterns, in any case. Very long patterns count as meeting.
pub(crate) fn meet_in_any_case(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    if a.len() > LONGEST || b.len() > LONGEST {
        return true;
    }
    // `next[j]`: whether the rests `a[i + 1..]` and `b[j..]` can meet.
    let mut next: Vec<bool> = (0..=b.len()).map(|j| b[j..].iter().all(|&c| c == '*')).collect();
    for i in (0..a.len()).rev() {
        let mut row = vec![false; b.len() + 1];
        row[b.len()] = a[i..].iter().all(|&c| c == '*');
        for j in (0..b.len()).rev() {
            row[j] = match (a[i], b[j]) {
                ('*', _) => next[j] || row[j + 1],
                (_, '*') => row[j + 1] || next[j],
                (x, y) => (x == y || x == '?' || y == '?') && next[j + 1],
            };
        }
        next = row;
    }
    next[0]
}

/// Whether the text holds a wildcard or a policy variable: what AWS calls «not a fixed value».
pub(crate) fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?']) || text.contains("${")
}

/// Whether the pattern is nothing but stars, so that it matches everything.
pub(crate) fn is_everything(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.chars().all(|c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_policies() {
        for (pattern, text, yes) in [
            ("*", "", true),
            ("*", "s3:GetObject", true),
            ("s3:Get*", "s3:GetObject", true),
            ("s3:Get*", "s3:PutObject", false),
            ("s3:?etObject", "s3:GetObject", true),
            ("s3:*Object*", "s3:GetObjectAcl", true),
            ("a*b*c", "a_b_b_c", true),
            ("a*b*c", "a_b_b_d", false),
            ("", "", true),
            ("", "a", false),
            ("?", "", false),
            ("S3:getobject", "s3:GetObject", true),
        ] {
            assert_eq!(matches_in_any_case(pattern, text), yes, "{pattern} {text}");
        }
    }

    #[test]
    fn covering_is_sound() {
        for (outer, inner, yes) in [
            ("*", "s3:*", true),
            ("s3:*", "*", false),
            ("s3:Get*", "s3:GetObject*", true),
            ("s3:Get?", "s3:Get*", false),
            ("s3:Get*", "s3:Get?", true),
            ("arn:aws:s3:::b*", "arn:aws:s3:::b/*", true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b", false),
            ("arn:aws:s3:::B", "arn:aws:s3:::b", false),
        ] {
            assert_eq!(covers(outer, inner), yes, "{outer} {inner}");
        }
    }

    #[test]
    fn meeting_is_exact() {
        for (a, b, yes) in [
            ("s3:Get*", "s3:*Object", true),
            ("s3:Get*", "s3:Put*", false),
            ("s3:?et*", "s3:put*", false),
            ("*", "anything", true),
            ("", "", true),
            ("", "*", true),
            ("a", "", false),
            ("iam:*", "IAM:PassRole", true),
        ] {
            assert_eq!(meet_in_any_case(a, b), yes, "{a} {b}");
            assert_eq!(meet_in_any_case(b, a), yes, "{b} {a}");
        }
    }
}
