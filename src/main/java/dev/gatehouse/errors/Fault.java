package dev.gatehouse.errors;

/** What goes wrong outside the decision (contract, section 6). */
public enum Fault {
  REQUEST_REJECTED("request_rejected", 400, "The request is ambiguous"),
  CALLER_DENIED("access_denied", 403, "Access is denied"),
  PREFLIGHT_REFUSED("preflight_refused", 403, "The route allows no such cross-origin request"),
  ROUTE_NOT_FOUND("route_not_found", 404, "No route matches the request"),
  REQUEST_TIMEOUT("request_timeout", 408, "The request took too long to arrive"),
  BODY_TOO_LARGE("body_too_large", 413, "The request's body is too large"),
  REQUEST_LINE_TOO_LONG("headers_too_large", 414, "The request line is too long"),
  HEADERS_TOO_LARGE("headers_too_large", 431, "The request's header fields are too large"),
  INTERNAL_ERROR("internal_error", 500, "The gateway failed to handle the request"),
  UPSTREAM_UNREACHABLE("upstream_unreachable", 502, "The upstream cannot be reached"),
  OVERLOADED("overloaded", 503, "The gateway is overloaded"),
  UPSTREAM_TIMEOUT("upstream_timeout", 504, "The upstream did not answer in time");

  private final String code;
  private final int status;
  private final String detail;

  Fault(String code, int status, String detail) {
    this.code = code;
    this.status = status;
    this.detail = detail;
  }

  /** The stable code of the fault, as in {@code problem+json}, metrics and the access log. */
  public String code() {
    return code;
  }

  /** The HTTP status it is answered with. */
  public int status() {
    return status;
  }

  /** The sentence a client is told where nothing more specific is known. */
  public String detail() {
    return detail;
  }
}
