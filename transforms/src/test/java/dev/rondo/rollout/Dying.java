package dev.rondo.rollout;

import dev.rondo.dataset.ForwardingStorage;
import dev.rondo.dataset.Storage;
import java.io.IOException;

/** A storage whose process is killed after it has moved some files. */
final class Dying extends ForwardingStorage {
  private int movesLeft;

  Dying(Storage storage, int moves) {
    super(storage);
    this.movesLeft = moves;
  }

  @Override
  public void move(String from, String to) throws IOException {
    if (movesLeft-- == 0) {
      throw new Error("killed");
    }
    super.move(from, to);
  }
}
