package dev.gatehouse.edge;

/** What a connection's next octets belong to. */
enum FramingState {
  REQUEST_LINE,
  FIELDS,
  CONTENT,
  CHUNK_LINE,
  CHUNK_CONTENT,
  CHUNK_END,
  TRAILERS,
  OPAQUE,
  REFUSED;

  /** Whether they belong to a request whose head has ended. */
  boolean isBody() {
    return switch (this) {
      case CONTENT, CHUNK_LINE, CHUNK_CONTENT, CHUNK_END, TRAILERS -> true;
      case REQUEST_LINE, FIELDS, OPAQUE, REFUSED -> false;
    };
  }
}
