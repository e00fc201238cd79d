package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A message in Protocol Buffers' wire format: its fields by their numbers, without a schema. */
record ProtobufMessage(List<Entry> entries) {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  /**
   * A field.
   *
   * @param number its scalar; 0 where it has octets
   * @param octets its text, bytes or message
   */
  record Entry(int field, long number, ByteBuffer octets) {}

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ProtobufMessage parse(ByteBuffer octets) {
    ByteBuffer in = octets.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<Entry> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      long tag = varint(in);
      int field = (int) (tag >>> 3);
      entries.add(
          switch ((int) (tag & 7)) {
            case VARINT -> new Entry(field, varint(in), NOTHING);
            case FIXED64 -> new Entry(field, in.getLong(), NOTHING);
            case FIXED32 -> new Entry(field, in.getInt(), NOTHING);
            case LENGTH_DELIMITED -> {
              int length = (int) varint(in);
              ByteBuffer value = in.slice(in.position(), length);
              in.position(in.position() + length);
              yield new Entry(field, 0, value);
            }
            default -> throw new IllegalArgumentException("no wire type: " + (tag & 7));
          });
    }
    return new ProtobufMessage(List.copyOf(entries));
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    while (true) {
      byte octet = in.get();
      value |= (octet & 0x7FL) << shift;
      if (octet >= 0) {
        return value;
      }
      shift += 7;
    }
  }

  /** The messages in this field. */
  List<ProtobufMessage> messages(int field) {
    return octets(field).stream().map(ProtobufMessage::parse).toList();
  }

  /** The text in this field; empty where there is none. */
  String text(int field) {
    List<ByteBuffer> values = octets(field);
    return values.isEmpty() ? "" : UTF_8.decode(values.getLast().duplicate()).toString();
  }

  /** The octets in this field, in hexadecimal digits; empty where there are none. */
  String hex(int field) {
    List<ByteBuffer> values = octets(field);
    if (values.isEmpty()) {
      return "";
    }
    var octets = new byte[values.getLast().remaining()];
    values.getLast().duplicate().get(octets);
    return HexFormat.of().formatHex(octets);
  }

  /** The number in this field; 0 where there is none. */
  long number(int field) {
    long number = 0;
    for (Entry entry : entries) {
      number = entry.field() == field ? entry.number() : number;
    }
    return number;
  }

  private List<ByteBuffer> octets(int field) {
    return entries.stream().filter(entry -> entry.field() == field).map(Entry::octets).toList();
  }
}
