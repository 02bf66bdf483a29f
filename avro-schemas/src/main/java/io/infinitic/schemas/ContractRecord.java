package io.infinitic.schemas;

import java.io.IOException;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificRecord;

/** A record of the contract: all of them are generated as such. */
public interface ContractRecord extends SpecificRecord {

  /**
   * About how many bytes it takes on a topic, found out much faster than by encoding it: numbers
   * count as if they were as long as they can be, each character of a text as one byte.
   */
  long aboutBytes();

  /** Writes its fields: the same bytes as those of Avro's own writer, which is slower. */
  void writeTo(Encoder out) throws IOException;
}
