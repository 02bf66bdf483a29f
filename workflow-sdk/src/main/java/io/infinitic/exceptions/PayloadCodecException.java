package io.infinitic.exceptions;

/**
 * A codec failed, or is not known to this process, or lacks a key: trouble of the process or of
 * what it depends on, which says nothing of the value.
 */
public class PayloadCodecException extends PayloadException {

  public PayloadCodecException(String message) {
    super(message);
  }
}
