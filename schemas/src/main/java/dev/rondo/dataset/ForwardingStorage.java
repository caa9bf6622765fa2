package dev.rondo.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Does what another storage does, but for what is overridden. */
public abstract class ForwardingStorage implements Storage {
  private final Storage storage;

  /**
   * @param storage that does it
   */
  protected ForwardingStorage(Storage storage) {
    this.storage = storage;
  }

  @Override
  public byte[] read(String path) throws IOException {
    return storage.read(path);
  }

  @Override
  public Path localFile(String path) throws IOException {
    return storage.localFile(path);
  }

  @Override
  public String place(String path) {
    return storage.place(path);
  }

  @Override
  public boolean exists(String path) throws IOException {
    return storage.exists(path);
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return storage.list(prefix);
  }

  @Override
  public Set<String> names(String directory) throws IOException {
    return storage.names(directory);
  }

  @Override
  public Commit putIfAbsent(String path, Content content) throws IOException {
    return storage.putIfAbsent(path, content);
  }

  @Override
  public void replace(String path, Content content) throws IOException {
    storage.replace(path, content);
  }

  @Override
  public void move(String from, String to) throws IOException {
    storage.move(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    storage.delete(path);
  }

  @Override
  public void sweep(String prefix) throws IOException {
    storage.sweep(prefix);
  }
}
