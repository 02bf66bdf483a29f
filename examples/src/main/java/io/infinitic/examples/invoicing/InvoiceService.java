package io.infinitic.examples.invoicing;

/** Writes and sends invoices. */
public interface InvoiceService {

  Invoice create(String customer, int number, int units);

  void send(Invoice invoice);
}
