package dev.rondo.rollout;

import dev.rondo.dataset.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A storage whose process is killed after it has moved some files. */
final class Dying implements Storage {
  private final Storage storage;
  private int movesLeft;

  Dying(Storage storage, int moves) {
    this.storage = storage;
    this.movesLeft = moves;
  }

  @Override
  public void move(String from, String to) throws IOException {
    if (movesLeft-- == 0) {
      throw new Error("killed");
    }
    storage.move(from, to);
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
  public byte[] read(String path) throws IOException {
    return storage.read(path);
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
  public Commit putIfAbsent(String path, Content content) throws IOException {
    return storage.putIfAbsent(path, content);
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
