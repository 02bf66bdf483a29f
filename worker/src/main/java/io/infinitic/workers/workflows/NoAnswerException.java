package io.infinitic.workers.workflows;

import io.infinitic.exceptions.InfiniticException;

/** The engine did not answer: it is slow, or away. No verdict on the code of a workflow. */
final class NoAnswerException extends InfiniticException {

  NoAnswerException(String message) {
    super(message);
  }
}
