package io.infinitic.schemas;

import java.io.IOException;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificRecord;

/** A record of the contract: all of them are generated as such. */
public interface ContractRecord extends SpecificRecord {

  /**
   * About how many bytes it takes on a topic, found out much faster than by encoding it. Fields
   * count as if they were as long as they can be, but for texts: a character counts as one byte.
   */
  long aboutBytes();

  /** Writes its fields as Avro's own writer does, which looks for the type of each at run time. */
  void writeTo(Encoder out) throws IOException;
}
