package dev.gatehouse.config;

/**
 * A key, as its record component describes it.
 *
 * @param name the key in camelCase
 * @param nullable whether the component is null where the key is left out
 */
record KeySpec(String name, ValueType type, Key about, boolean nullable) {

  /** The key in kebab-case. */
  String kebab() {
    return Names.kebab(name);
  }

  /** Whether the file must give the key. */
  boolean required() {
    return about.required() || !(nullable || hasDefault());
  }

  private boolean hasDefault() {
    return !about.byDefault().isEmpty()
        || type instanceof ValueType.ListOf
        || type instanceof ValueType.MapOf
        || type instanceof ValueType.Nested;
  }
}
