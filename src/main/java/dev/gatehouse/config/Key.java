package dev.gatehouse.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a key of the configuration. The binder, the documentation and the JSON Schema are all
 * made from it, so that they cannot differ.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {

  /** What the key means, as a sentence or two of Markdown. */
  String value();

  /** The default, as it would stand in the file; empty where {@link #absent} tells. */
  String byDefault() default "";

  /** What it means to leave the key out, where there is no default. */
  String absent() default "";

  /** A value to show. */
  String example() default "";

  /** The least value, as it would stand in the file. */
  String min() default "";

  /** The greatest value, as it would stand in the file. */
  String max() default "";

  /** Whether a list or mapping must be given; others must be where they have no default. */
  boolean required() default false;

  /** Whether the value may be key material or a credential, and is never shown. */
  boolean secret() default false;

  /** Whether the text may have several lines and outer space. */
  boolean freeText() default false;
}
