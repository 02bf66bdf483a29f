package io.infinitic.examples.versions;

/** The bank. */
public interface PaymentService {

  String charge(String order);

  String authorize(String order);

  String capture(String authorization);
}
