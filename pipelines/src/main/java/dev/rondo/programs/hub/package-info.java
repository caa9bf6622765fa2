/**
 * Datasets in the layout of the Hugging Face hub: a folder that {@code datasets.load_dataset}
 * opens, with a card that says what it is.
 *
 * <p>Reading order: {@link dev.rondo.programs.hub.HubExport} (what is copied, and how), {@code
 * HubConfiguration} (which files are opened together), {@code DatasetCard} (README.md), {@code
 * Markdown}.
 *
 * <p>Guarantees: files of rows and manifests are copied byte for byte, each compared with its
 * manifest after it was; the same datasets give the same folder; the card names no folder outside
 * the datasets, no host and no user; the folder is there whole or not at all.
 */
package dev.rondo.programs.hub;
