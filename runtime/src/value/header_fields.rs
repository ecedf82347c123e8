//! Response fields in headers.

/// Struct with fields in headers. Written by [`header_fields!`](crate::header_fields!).
pub trait HeaderFields {
    /// Names of the headers.
    const NAMES: &'static [&'static str];

    /// Sets the field of a header.
    ///
    /// # Errors
    /// Returns what was expected if the string does not match the type of the field.
    fn read_header(&mut self, name: &str, text: &str) -> Result<(), String>;

    /// Returns the value of a header; `None` if the field is empty.
    fn write_header(&self, name: &str) -> Option<String>;
}

/// Declares which optional fields of a struct are in which headers.
///
/// ```
/// use specwright_runtime::{header_fields, value::HeaderFields as _};
///
/// #[derive(Default)]
/// struct Page {
///     total: Option<i32>,
/// }
///
/// header_fields!(Page { total => "X-Total" });
///
/// let mut page = Page::default();
/// page.read_header("X-Total", "7").unwrap();
/// // With `total => "X-Total" unless is_empty`, an empty header counts as absent.
/// assert_eq!((page.total, page.write_header("X-Total")), (Some(7), Some("7".to_owned())));
/// ```
#[macro_export]
macro_rules! header_fields {
    ($name:ident { $($field:ident => $header:literal $(unless $empty:ident)?),* $(,)? }) => {
        impl $crate::value::HeaderFields for $name {
            const NAMES: &'static [&'static str] = &[$($header),*];

            #[inline]
            fn read_header(
                &mut self,
                name: &str,
                text: &str,
            ) -> ::core::result::Result<(), ::std::string::String> {
                $(
                    if name == $header {
                        $(
                            if text.$empty() {
                                self.$field = ::core::option::Option::None;
                                return ::core::result::Result::Ok(());
                            }
                        )?
                        let value = text.parse().map_err(|error| ::std::format!("{error}"))?;
                        self.$field = ::core::option::Option::Some(value);
                    }
                )*
                ::core::result::Result::Ok(())
            }

            #[inline]
            fn write_header(&self, name: &str) -> ::core::option::Option<::std::string::String> {
                $(
                    if name == $header {
                        return self.$field.as_ref().map(::std::string::ToString::to_string);
                    }
                )*
                ::core::option::Option::None
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Response {
        size: Option<i32>,
        summary: Option<String>,
    }

    header_fields!(Response { size => "X-Size", summary => "X-Summary" });

    #[test]
    fn fields_are_read_and_written_by_header() {
        let mut response = Response::default();
        assert_eq!(response.write_header("X-Size"), None);
        response.read_header("X-Size", "3").unwrap();
        response.read_header("X-Summary", "abc").unwrap();
        assert_eq!((response.size, response.summary.as_deref()), (Some(3), Some("abc")));
        assert_eq!(Response::NAMES.map_each(&response), [Some("3".to_owned()), Some("abc".to_owned())]);
        assert!(response.read_header("X-Size", "many").is_err());
    }

    #[derive(Default)]
    struct Filled {
        size: Option<i32>,
        summary: Option<String>,
    }

    header_fields!(Filled { size => "X-Size" unless is_empty, summary => "X-Summary" });

    #[test]
    fn an_empty_header_is_absent_where_the_specification_says_so() {
        let mut response = Filled::default();
        response.read_header("X-Size", "").unwrap();
        response.read_header("X-Summary", "").unwrap();
        assert_eq!((response.size, response.summary.as_deref()), (None, Some("")));
        response.read_header("X-Size", "3").unwrap();
        assert_eq!(response.size, Some(3));
        assert!(Response::default().read_header("X-Size", "").is_err());
    }

    trait MapEach {
        fn map_each(&self, response: &Response) -> Vec<Option<String>>;
    }

    impl MapEach for &[&str] {
        fn map_each(&self, response: &Response) -> Vec<Option<String>> {
            self.iter().map(|name| response.write_header(name)).collect()
        }
    }
}
