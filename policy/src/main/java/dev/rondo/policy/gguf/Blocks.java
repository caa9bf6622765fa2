package dev.rondo.policy.gguf;

/**
 * What the bytes of a block mean: the formats of the ggml library, little-endian. Every operation
 * is one float32 operation in the order in which ggml does it, so the values are the same bits.
 *
 * <p>The formats without K have 32 elements: a scale (F16), with {@code _1} also a minimum (F16),
 * the fifth bits of all elements where there are five, then one byte for elements i and i + 16. The
 * K formats have 256 elements in sub-blocks with a scale, and in Q4_K and Q5_K a minimum, of their
 * own, which are multiples of those of the block.
 */
final class Blocks {
  private static final int HALF = 16;

  private Blocks() {}

  static void f32(byte[] in, int at, float[] out, int to) {
    out[to] = Float.intBitsToFloat(word(in, at));
  }

  static void f16(byte[] in, int at, float[] out, int to) {
    out[to] = half(in, at);
  }

  static void bf16(byte[] in, int at, float[] out, int to) {
    out[to] = Float.intBitsToFloat((in[at + 1] & 0xff) << 24 | (in[at] & 0xff) << 16);
  }

  static void q80(byte[] in, int at, float[] out, int to) {
    float scale = half(in, at);
    for (int i = 0; i < 2 * HALF; i++) {
      out[to + i] = in[at + 2 + i] * scale;
    }
  }

  static void q40(byte[] in, int at, float[] out, int to) {
    float scale = half(in, at);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 2 + i] & 0xff;
      out[to + i] = scale * ((pair & 15) - 8);
      out[to + HALF + i] = scale * ((pair >> 4) - 8);
    }
  }

  static void q41(byte[] in, int at, float[] out, int to) {
    float scale = half(in, at);
    float minimum = half(in, at + 2);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 4 + i] & 0xff;
      out[to + i] = scale * (pair & 15) + minimum;
      out[to + HALF + i] = scale * (pair >> 4) + minimum;
    }
  }

  static void q50(byte[] in, int at, float[] out, int to) {
    float scale = half(in, at);
    int fifth = word(in, at + 2);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 6 + i] & 0xff;
      out[to + i] = scale * ((pair & 15 | (fifth >>> i & 1) << 4) - 16);
      out[to + HALF + i] = scale * ((pair >> 4 | (fifth >>> (HALF + i) & 1) << 4) - 16);
    }
  }

  static void q51(byte[] in, int at, float[] out, int to) {
    float scale = half(in, at);
    float minimum = half(in, at + 2);
    int fifth = word(in, at + 4);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 8 + i] & 0xff;
      out[to + i] = scale * (pair & 15 | (fifth >>> i & 1) << 4) + minimum;
      out[to + HALF + i] = scale * (pair >> 4 | (fifth >>> (HALF + i) & 1) << 4) + minimum;
    }
  }

  static void q4k(byte[] in, int at, float[] out, int to) {
    float scale = half(in, at);
    float minimum = half(in, at + 2);
    for (int part = 0; part < 8; part++) {
      float partScale = scale * partScale(in, at + 4, part);
      float partMinimum = minimum * partMinimum(in, at + 4, part);
      int bytes = at + 16 + part / 2 * 32;
      int shift = part % 2 * 4;
      for (int i = 0; i < 32; i++) {
        out[to + part * 32 + i] = partScale * (in[bytes + i] >> shift & 15) - partMinimum;
      }
    }
  }

  static void q5k(byte[] in, int at, float[] out, int to) {
    float scale = half(in, at);
    float minimum = half(in, at + 2);
    for (int part = 0; part < 8; part++) {
      float partScale = scale * partScale(in, at + 4, part);
      float partMinimum = minimum * partMinimum(in, at + 4, part);
      int fifth = at + 16;
      int bytes = at + 48 + part / 2 * 32;
      int shift = part % 2 * 4;
      for (int i = 0; i < 32; i++) {
        int value = in[bytes + i] >> shift & 15 | (in[fifth + i] >> part & 1) << 4;
        out[to + part * 32 + i] = partScale * value - partMinimum;
      }
    }
  }

  static void q6k(byte[] in, int at, float[] out, int to) {
    float scale = half(in, at + 208);
    for (int part = 0; part < 8; part++) {
      int low = at + part / 4 * 64 + part % 2 * 32;
      int lowShift = part / 2 % 2 * 4;
      int high = at + 128 + part / 4 * 32;
      int highShift = part % 4 * 2;
      for (int i = 0; i < 32; i++) {
        float partScale = scale * in[at + 192 + part * 2 + i / 16];
        int value = (in[low + i] >> lowShift & 15 | (in[high + i] >> highShift & 3) << 4) - 32;
        out[to + part * 32 + i] = partScale * value;
      }
    }
  }

  /** Six bits: of the first four parts in one byte each, of the others in two pieces. */
  private static int partScale(byte[] in, int at, int part) {
    return part < 4
        ? in[at + part] & 63
        : in[at + part + 4] & 15 | (in[at + part - 4] >> 6 & 3) << 4;
  }

  private static int partMinimum(byte[] in, int at, int part) {
    return part < 4
        ? in[at + part + 4] & 63
        : in[at + part + 4] >> 4 & 15 | (in[at + part] >> 6 & 3) << 4;
  }

  private static int word(byte[] in, int at) {
    return in[at] & 0xff
        | (in[at + 1] & 0xff) << 8
        | (in[at + 2] & 0xff) << 16
        | (in[at + 3] & 0xff) << 24;
  }

  /** The float32 that has the value of an IEEE half. */
  private static float half(byte[] in, int at) {
    int bits = in[at] & 0xff | (in[at + 1] & 0xff) << 8;
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 31;
    int mantissa = bits & 1023;
    if (exponent == 0) {
      float small = mantissa * 0x1p-24f;
      return sign == 0 ? small : -small;
    }
    int wide = exponent == 31 ? 255 : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
  }
}
