//! The two macros that a plugin's `lib.rs` needs.

/// Exports a plugin: writes the one symbol the host looks for.
///
/// Entries that the plugin's code fills are named behind a colon; the others stay null, and the host
/// does not call them. The calling crate may forbid unsafe code.
///
/// ```
/// #![forbid(unsafe_code)]
/// use phaseout_plugin::{Columns, Data, Plugin, PluginError, Units, export_plugin};
///
/// export_plugin!(Lime: derive);
///
/// struct Lime;
///
/// impl Plugin for Lime {
///     const DATA: Data = Data { id: "lime", version: "1", plugin_toml: "", criteria: &[] };
///
///     fn derive(_units: &Units<'_>, _out: &mut Columns<'_>) -> Result<(), PluginError> {
///         Ok(())
///     }
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! export_plugin {
    ($plugin:ty) => {
        $crate::export_plugin!($plugin:);
    };
    ($plugin:ty: $($entry:ident),* $(,)?) => {
        const _: () = {
            impl $crate::export::Exported for $plugin {
                fn names() -> &'static $crate::Names {
                    static NAMES: ::std::sync::OnceLock<$crate::Names> =
                        ::std::sync::OnceLock::new();
                    NAMES.get_or_init(|| {
                        $crate::Names::scan(<$plugin as $crate::Plugin>::DATA.plugin_toml)
                    })
                }
            }

            static TABLE: $crate::abi::PhaseoutPluginV1 = $crate::abi::PhaseoutPluginV1 {
                $($entry: ::std::option::Option::Some($crate::export::$entry::<$plugin>),)*
                ..$crate::export::table::<$plugin>()
            };

            // SAFETY: the symbol's name is the contract's, and a library has one plugin.
            #[unsafe(no_mangle)]
            extern "C" fn phaseout_plugin_v1() -> *const $crate::abi::PhaseoutPluginV1 {
                &raw const TABLE
            }
        };
    };
}

/// The [`Data`](crate::Data) that the plugin's `build.rs` collected with
/// [`build::embed`](crate::build::embed).
#[macro_export]
macro_rules! embed {
    () => {
        include!(concat!(env!("OUT_DIR"), "/phaseout_data.rs"))
    };
}
