//! Which imports a file needs.

use proc_macro2::{Spacing, TokenStream, TokenTree};

/// Whether some path in a file begins with a module of this name.
pub(super) fn names_module(tokens: &TokenStream, module: &str) -> bool {
    let mut trees = tokens.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        let found = match &tree {
            // A field of this name is followed by one colon alone.
            TokenTree::Ident(ident) if ident == module => {
                matches!(trees.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
            }
            TokenTree::Group(group) => names_module(&group.stream(), module),
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::names_module;

    #[test]
    fn paths_name_a_module_and_fields_do_not() {
        assert!(names_module(
            &quote!(
                pub struct A {
                    pub at: runtime::value::EpochMillis,
                }
            ),
            "runtime"
        ));
        assert!(!names_module(
            &quote!(
                pub struct A {
                    #[doc = " runtime::x"]
                    pub runtime: String,
                }
            ),
            "runtime"
        ));
    }
}
