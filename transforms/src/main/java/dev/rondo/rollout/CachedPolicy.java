package dev.rondo.rollout;

import dev.rondo.dataset.NumericClass;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.Policy;
import dev.rondo.policy.PolicyCache;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A committed policy, shared by everything in a JVM that samples with it: loaded once, by its
 * digest. Workers whose arithmetic differs from the plan's are refused, since one dataset never
 * mixes two numeric classes.
 */
public final class CachedPolicy implements PolicySource {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String digest;
  private final NumericClass numericClass;
  private final long samplingBytes;

  /** As below, without a limit on memory. */
  public CachedPolicy(Path directory, String digest, NumericClass numericClass) {
    this(directory, digest, numericClass, Long.MAX_VALUE);
  }

  /**
   * @param directory of the policy in a file system that all workers share
   * @param digest of its manifest
   * @param numericClass what every worker must compute with
   * @param samplingBytes memory that sampling may take in one process, weights included
   */
  public CachedPolicy(
      Path directory, String digest, NumericClass numericClass, long samplingBytes) {
    this.samplingBytes = samplingBytes;
    this.directory = directory.toAbsolutePath().normalize().toString();
    this.digest = digest;
    this.numericClass = numericClass;
  }

  @Override
  public Policy open(String wanted) throws InterruptedException {
    return open(wanted, Set.of());
  }

  /**
   * As above, once none of some others is in use.
   *
   * @param others cache keys
   */
  Policy open(String wanted, Set<String> others) throws InterruptedException {
    DeviceSettings device =
        new DeviceSettings(numericClass.device(), ComputeType.named(numericClass.dtype()));
    requireNumericClass(device);
    PolicyCache.Lease lease =
        PolicyCache.shared()
            .acquireAlone(
                cacheKey(),
                others,
                () -> DjlPolicy.open(Path.of(directory), device, samplingBytes));
    if (!lease.policy().digest().equals(digest) || !digest.equals(wanted)) {
      lease.close();
      throw new InvalidInputException(
          "Cannot sample with policy "
              + directory
              + ": digest is "
              + lease.policy().digest()
              + " (allowed: "
              + digest
              + ", as planned)");
    }
    return new LeasedPolicy(lease);
  }

  /** Digest of the policy's manifest. */
  public String digest() {
    return digest;
  }

  /** What policies that compute alike within the same memory share, and no others. */
  String cacheKey() {
    return String.join(
        " ", digest, numericClass.device(), numericClass.dtype(), String.valueOf(samplingBytes));
  }

  private void requireNumericClass(DeviceSettings device) {
    if (Numerics.threads() != numericClass.threads()) {
      Numerics.useThreads(numericClass.threads());
    }
    NumericClass here = Numerics.numericClass(device);
    if (!here.equals(numericClass)) {
      throw new InvalidInputException(
          "Cannot sample with numeric class "
              + here
              + " (allowed: "
              + numericClass
              + ", as planned; pin the instruction set of every worker)");
    }
  }

  /** A policy in use; closing it gives it back and leaves it open for others. */
  private record LeasedPolicy(PolicyCache.Lease lease) implements Policy {
    @Override
    public String digest() {
      return lease.policy().digest();
    }

    @Override
    public Tokenizer tokenizer() {
      return lease.policy().tokenizer();
    }

    @Override
    public Set<Integer> stopTokens() {
      return lease.policy().stopTokens();
    }

    @Override
    public SamplingSession startSampling(List<SampleRequest> requests, SamplingSettings settings) {
      return lease.policy().startSampling(requests, settings);
    }

    @Override
    public int largestBatch(int promptTokens, SamplingSettings settings) {
      return lease.policy().largestBatch(promptTokens, settings);
    }

    @Override
    public List<float[]> score(List<TokenSequence> sequences, double temperature) {
      return lease.policy().score(sequences, temperature);
    }

    @Override
    public void close() {
      lease.close();
    }
  }
}
