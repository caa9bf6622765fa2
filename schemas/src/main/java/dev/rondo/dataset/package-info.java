/**
 * Datasets that are whole or absent. A dataset is a directory of immutable files and one {@code
 * manifest.json}, written last: it lists every file with its digests, the counts that held at
 * commit, and the lineage.
 *
 * <p>Read in this order: {@link dev.rondo.dataset.Storage} and {@link
 * dev.rondo.dataset.LocalStorage} (create-exclusive, durable files; those that grow or are
 * replaced, outside of datasets, are for {@link dev.rondo.dataset.DurableFiles}), {@link
 * dev.rondo.dataset.DatasetManifest} with {@link dev.rondo.dataset.FileEntry} and {@link
 * dev.rondo.dataset.Lineage}, {@link dev.rondo.dataset.DatasetStore} (write, commit, open, verify),
 * {@link dev.rondo.dataset.Receipt}; underneath, {@link dev.rondo.dataset.ParquetRows}, {@link
 * dev.rondo.dataset.StoredRows}, {@link dev.rondo.dataset.MeasuredRows}, {@link
 * dev.rondo.dataset.RowInvariants}, {@link dev.rondo.dataset.CanonicalJson}. What file systems
 * refuse is in {@link dev.rondo.dataset.FileRefusal}, what network file systems remember in {@link
 * dev.rondo.dataset.RememberedAbsence}; who does otherwise than a storage extends {@link
 * dev.rondo.dataset.ForwardingStorage}.
 *
 * <p>Guarantees: a file appears whole or not at all, whatever instant its writer is killed at; a
 * second writer of the same name either offers the same bytes or fails; equal rows with equal
 * metadata give equal bytes; no clock, host or random value is written anywhere.
 */
package dev.rondo.dataset;
