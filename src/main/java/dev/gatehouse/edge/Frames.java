package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;

/**
 * Follows the octets of an HTTP/2 connection from frame to frame (RFC 9113, section 4), which
 * Netty's decoder shows only when they are whole.
 */
final class Frames {

  private static final int PREFACE = 24;
  private static final int HEAD = 9;

  private static final int DATA = 0x0;
  private static final int HEADERS = 0x1;
  private static final int WINDOW_UPDATE = 0x8;
  private static final int CONTINUATION = 0x9;
  private static final int END_HEADERS = 0x4;

  /** Is told of {@code DATA} frames. */
  interface DataFrames {

    /** One has begun on the stream, and will have so many octets. */
    void began(int stream, int octets);
  }

  private final DataFrames listener;

  private int preface;
  private int head;
  private int length;
  private int type;
  private int stream;
  private int payload;
  private boolean inBlock;
  private long blocks;
  private long headers;
  private long data;
  private long dataOctets;
  private long windowUpdates;
  private long control;

  private Frames(int preface, DataFrames listener) {
    this.preface = preface;
    this.listener = listener;
  }

  /** What a client sends, from its preface on. */
  static Frames received(DataFrames listener) {
    return new Frames(0, listener);
  }

  /** What a server sends, from the beginning of any frame on. */
  static Frames sent(DataFrames listener) {
    return new Frames(PREFACE, listener);
  }

  /** Follows what has arrived; the octets are left as they are. */
  void read(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    int skipped = Math.min(PREFACE - preface, end - at);
    preface += skipped;
    at += skipped;
    while (at < end) {
      if (head < HEAD) {
        readHead(in.getUnsignedByte(at++));
      } else {
        int taken = Math.min(payload, end - at);
        payload -= taken;
        at += taken;
      }
      if (head == HEAD && payload == 0) {
        head = 0;
        blocks += inBlock ? 0 : 1;
      }
    }
  }

  private void readHead(int octet) {
    switch (head++) {
      case 0, 1, 2 -> length = (head == 1 ? 0 : length << 8) | octet;
      case 3 -> {
        type = octet;
        payload = length;
      }
      case 4 -> begin((octet & END_HEADERS) != 0);
      case 5 -> stream = octet & 0x7f;
      default -> {
        stream = stream << 8 | octet;
        if (head == HEAD && type == DATA) {
          listener.began(stream, length);
        }
      }
    }
  }

  private void begin(boolean endHeaders) {
    switch (type) {
      case HEADERS -> {
        headers++;
        inBlock = !endHeaders;
      }
      case CONTINUATION -> inBlock = !endHeaders;
      case DATA -> {
        data++;
        dataOctets += length;
      }
      case WINDOW_UPDATE -> windowUpdates++;
      default -> control++;
    }
  }

  /**
   * Whether something has begun that has to end soon: the preface, a header block, or a frame that
   * is no part of a body.
   */
  boolean isUnfinished() {
    boolean inPreface = preface > 0 && preface < PREFACE;
    boolean inFrame = head > 0 && !(head == HEAD && type == DATA);
    return inPreface || inBlock || inFrame;
  }

  /** How many of these have ended, whether they were unfinished for a while or not. */
  long finished() {
    return blocks;
  }

  /** How many header blocks have begun. */
  long headers() {
    return headers;
  }

  /** How many frames of bodies have begun. */
  long data() {
    return data;
  }

  /** How many octets of bodies are in them, padding included. */
  long dataOctets() {
    return dataOctets;
  }

  /** How many times more was asked for. */
  long windowUpdates() {
    return windowUpdates;
  }

  /** How many frames have begun that carry nothing: pings, settings, priorities, resets, others. */
  long control() {
    return control;
  }
}
