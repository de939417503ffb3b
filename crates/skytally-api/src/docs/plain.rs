//! What a member is said to be must be true. The library writes a choice of words that stands in place, and has words of its own, as
//! "this choice, and an object": no answer can be both.

use utoipa::openapi::schema::{ArrayItems, Schema};
use utoipa::openapi::{OpenApi, RefOr};

/// Makes a choice of words with a description out of each "choice and object".
pub(super) fn choices(document: &mut OpenApi) {
    if let Some(components) = &mut document.components {
        components.schemas.values_mut().for_each(plain);
    }
}

fn plain(schema: &mut RefOr<Schema>) {
    let RefOr::T(inner) = schema else { return };
    match inner {
        Schema::Object(object) => object.properties.values_mut().for_each(plain),
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                plain(items);
            }
        }
        Schema::OneOf(of) => of.items.iter_mut().for_each(plain),
        Schema::AnyOf(of) => of.items.iter_mut().for_each(plain),
        Schema::AllOf(of) => {
            of.items.iter_mut().for_each(plain);
            let [RefOr::T(Schema::Object(choice)), RefOr::T(Schema::Object(words))] = of.items.as_slice()
            else {
                return;
            };
            if choice.enum_values.is_some() && words.properties.is_empty() && words.description.is_some() {
                let mut choice = choice.clone();
                choice.description.clone_from(&words.description);
                *schema = RefOr::T(Schema::Object(choice));
            }
        }
        _ => {}
    }
}
