//! temporary
use base64::Engine as _;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use skytally_catalog::wire::ServiceModel;
fn same(a: &Value, b: &Value, at: &str, out: &mut Vec<String>) {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) if x.as_f64() == y.as_f64() && x.is_f64() == y.is_f64() => {}
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => for (i, (p, q)) in x.iter().zip(y).enumerate() { same(p, q, &format!("{at}[{i}]"), out) },
        (Value::Object(x), Value::Object(y)) => {
            for (k, p) in x { match y.get(k) { Some(q) => same(p, q, &format!("{at}.{k}"), out), None => out.push(format!("{at}.{k} extra {p}")) } }
            for (k, q) in y { if !x.contains_key(k) { out.push(format!("{at}.{k} missing {q}")) } }
        }
        _ if a == b => {}
        _ => out.push(format!("{at}: ours {a} botocore {b}")),
    }
}
#[test]
fn diff() {
    let dir = std::path::Path::new("/tmp/protodiff/out");
    let (mut n, mut bad, mut models, mut modelfail) = (0, 0, 0, 0);
    let mut parse_time = std::time::Duration::ZERO; let mut bytes = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(service) = name.strip_suffix(".model.json") else { continue };
        let model = match ServiceModel::from_json(&std::fs::read_to_string(&path).unwrap()) { Ok(m) => m, Err(e) => { modelfail += 1; println!("MODEL {service}: {e}"); continue } };
        models += 1;
        let Ok(lines) = std::fs::read_to_string(dir.join(format!("{service}.jsonl"))) else { continue };
        for line in lines.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let op = model.operation(case["op"].as_str().unwrap()).unwrap();
            let body = base64::engine::general_purpose::STANDARD.decode(case["body"].as_str().unwrap()).unwrap();
            let mut h = HeaderMap::new();
            for (k, v) in case["headers"].as_object().unwrap() {
                h.insert(HeaderName::try_from(k.as_str()).unwrap(), HeaderValue::from_bytes(v.as_str().unwrap().as_bytes()).unwrap());
            }
            n += 1;
            bytes += body.len();
            let t = std::time::Instant::now();
            let got = skytally_aws::protocol::parse(&model, op, 200, &h, &body);
            parse_time += t.elapsed();
            let mut out = Vec::new();
            match got { Ok(v) => same(&v, &case["expected"], "", &mut out), Err(e) => out.push(format!("ERR {e}")) }
            if !out.is_empty() { bad += 1; if bad < 60 { println!("{service}.{}: {}", op.name, out.iter().take(2).map(|s| s.chars().take(250).collect::<String>()).collect::<Vec<_>>().join(" | ")); } }
        }
    }
    println!("models {models} fail {modelfail}; cases {n} bad {bad}; {bytes} bytes in {parse_time:?}");
}
