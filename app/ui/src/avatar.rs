//! Initials of a person.

use leptos::prelude::*;

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// Initials on grey; the name is read out and shown as a hint.
#[component]
pub fn Avatar(#[prop(into)] name: String) -> impl IntoView {
    let (short, told) = (initials(&name), name.clone());
    view! { <span title=name.clone()><span class="av" aria-hidden="true">{short}</span><span class="sr-only">{told}</span></span> }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_first_and_the_last_word_give_the_initials() {
        assert_eq!(super::initials("Ana Marija Horvat"), "AH");
        assert_eq!(super::initials("đorđe"), "Đ");
    }
}
