//! What Skytally calls for itself can be called, and is no part of what it may do in a client's account.

use std::collections::BTreeSet;

use skytally_catalog::Catalog;

#[test]
fn own_operations_have_models_and_stay_out_of_the_clients_side() {
    let catalog = Catalog::embedded().unwrap();
    let mut seen = BTreeSet::new();
    for service in catalog.own_services() {
        for operation in &service.uses {
            let model = catalog.model_with(&service.service, operation).unwrap();
            assert!(model.operation(operation).is_some(), "{}:{operation}", service.service);
            seen.insert(format!("{}:{operation}", service.service));
        }
    }
    let vault = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "secretsmanager:GetSecretValue"];
    assert!(vault.iter().all(|operation| seen.contains(*operation)), "{seen:?}");
    let clients: BTreeSet<String> =
        catalog.uses().iter().map(|used| catalog.permission(&used.service, &used.operation)).collect();
    assert!(clients.len() > 100);
    // Only the description of a key is asked for on both sides.
    let both: Vec<&String> = seen.intersection(&clients).collect();
    assert_eq!(both, ["kms:DescribeKey"]);
    assert_eq!(catalog.permission("sesv2", "SendEmail"), "ses:SendEmail");
    // What costs money has its price: a page that Textract reads is a cent.
    assert_eq!(catalog.permission("textract", "AnalyzeExpense"), "textract:AnalyzeExpense");
    assert_eq!(catalog.call_price_nano_usd("textract", "AnalyzeExpense"), 10_000_000);
}

#[test]
fn no_kind_can_name_an_own_operation_and_no_folder_can_add_one() {
    let catalog = Catalog::embedded().unwrap();
    assert!(catalog.model("secretsmanager").unwrap().operation("GetSecretValue").is_none());
    assert!(catalog.model_with("secretsmanager", "ListSecrets").unwrap().operation("ListSecrets").is_some());
    assert!(catalog.model("sesv2").is_err() && catalog.model("textract").is_err());
    let folder = std::env::temp_dir().join(format!("skytally-own-{}", std::process::id()));
    for (name, text) in [("service.yaml", "service: kms\n"), ("model.json", "{}")] {
        let place = folder.join("own/kms");
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join(name), text).unwrap();
        let error = Catalog::with_folder(&folder).unwrap_err();
        assert!(error.file.ends_with(name), "{error}");
        assert!(error.message.starts_with("not a file of a catalogue"), "{error}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
