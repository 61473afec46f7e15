// P27: the confirmation of "Register Receipt" (§5 step 4; R79, I8, I12). Registering is final, and twice is once.
import { ask } from '../api/ask';
import { RegisterReceiptDocument } from '../api/operations';
import { useTexts } from '../texts/speech';
import { moment } from '../texts/times';
import { Form, useForm } from '../ui/form';
import { Rows } from '../ui/rows';
import { Screen } from '../ui/screen';
import type { News } from './receipt-list';
import type { Receipt } from './receipts';

interface Props {
  receipt: Receipt;
  onReturn: () => void;
  onEnd: (news: News) => void;
}

export function ReceiptConfirmation({ receipt, onReturn, onEnd }: Props) {
  const t = useTexts();
  const form = useForm({});
  const { certificateNumber, holderName, requestedAt } = receipt;

  const register = async (): Promise<void> => {
    const data = await form.send(
      () => ask(RegisterReceiptDocument, { input: { certificateNumber } }),
      (answer) => answer.registerReceipt.errors,
      (faults) => {
        const fault = faults.find(({ code }) => code === 'CANCELLED' || code === 'NOT_FOUND');
        if (fault) onEnd({ certificateNumber, fault: fault.message });
        return fault !== undefined;
      },
    );
    if (data) onEnd({ certificateNumber, fault: null });
  };

  return (
    <Screen key="confirmation" title={t('receipt-confirmation-title')} isFaulty={form.faults.length > 0}>
      <p>{t('receipt-question')}</p>
      <Rows
        rows={[
          { name: t('certificate-number'), value: <span translate={false}>{certificateNumber}</span> },
          { name: t('holder-name'), value: <span translate={false}>{holderName}</span> },
          { name: t('requested-at'), value: moment(t, requestedAt) },
        ]}
      />
      <p>{t('receipt-final')}</p>
      <Form
        form={form}
        labels={{}}
        submit={t('register-receipt')}
        back={{ label: t('return-to-list'), go: onReturn }}
        onSend={() => void register()}
      />
    </Screen>
  );
}
