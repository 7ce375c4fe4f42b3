//! Offers the generator to the JavaScript of a page, as the function `answer` of the global object.
//! `wasm-bindgen` makes the module that a page imports (`.ci/playground`).

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

fn main() {
    // Without this, the page would only know that the program stopped.
    std::panic::set_hook(Box::new(|panic| {
        set_global("panicMessage", &JsValue::from(panic.to_string()));
    }));
    let answer = Closure::<dyn Fn(String) -> String>::new(|request: String| {
        sdkwright_playground::answer(&request)
    });
    set_global("answer", answer.as_ref());
    answer.forget();
}

fn set_global(name: &str, value: &JsValue) {
    // Only an object that is frozen refuses a property.
    let _ = Reflect::set(&js_sys::global(), &JsValue::from(name), value);
}
