/**
 * The configuration of a run: one typed, immutable tree read from {@code run.yaml}.
 *
 * <p>Reading order: {@link dev.rondo.config.RunConfig} (every setting there is), {@link
 * dev.rondo.config.Setting} (how one is described), {@link dev.rondo.config.SettingSchema} (what
 * follows from the descriptions), {@link dev.rondo.config.Presets}.
 *
 * <p>Guarantees: a configuration that exists is valid in every range and combination; a key that is
 * not a setting is refused with file, line and the nearest key; the canonical form of equal
 * configurations is the same text; the content digest does not depend on settings that decide the
 * content of no dataset ({@link dev.rondo.config.Setting#content}).
 */
package dev.rondo.config;
